package market

import (
	"regexp"
	"strings"
)

// Units that are no currency.
const (
	unitPoints  = "PTS" // an index; shown without a unit
	unitPercent = "PCT" // a yield
)

// minorUnit is a hundredth of a currency that prices are quoted in.
type minorUnit struct{ major, sign string }

// minorUnits are the hundredths that exchanges quote in.
var minorUnits = map[string]minorUnit{
	"GBX": {"GBP", "p"}, "ZAc": {"ZAR", "ZAc"}, "ILA": {"ILS", "ILA"},
}

// unitSpellings are other spellings of units. Case matters: GBp is pence and
// GBP is pounds.
var unitSpellings = map[string]string{
	"GBp": "GBX", "GBX/p": "GBX", "p": "GBX", "gbx": "GBX",
	"ZAC": "ZAc", "ZAX": "ZAc",
	"ILa": "ILA", "ILX": "ILA",
	"%": unitPercent, "pts": unitPoints,
}

// coinForm is how a crypto unit looks.
var coinForm = regexp.MustCompile(`^[A-Z0-9]{2,10}$`)

// coins are the crypto units that quotes of other coins are commonly in.
const coins = " BTC ETH USDT USDC SOL XRP BNB "

// iso are the active codes of ISO 4217 for money.
const iso = " AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK" +
	" DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW" +
	" KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR" +
	" PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS" +
	" VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG CNH BGN "

// isoWithout are the currencies without decimals, isoThree those with three.
const (
	isoWithout = " BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
	isoThree   = " BHD IQD JOD KWD LYD OMR TND "
)

// signs are the currencies shown by a sign. The bare dollar is the American
// one alone; every currency that is not here is shown by its code.
var signs = map[string]string{
	"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹", "ILS": "₪", "CNY": "CN¥", "CNH": "CN¥",
	"CAD": "C$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "SGD": "S$", "TWD": "NT$", "MXN": "MX$", "BRL": "R$", "ZAR": "R",
}

// UnitCode returns the one spelling of a unit of prices: an ISO 4217 code, a
// hundredth ("GBX", also written GBp or p; "ZAc", also ZAC; "ILA"), "PTS",
// "PCT" or one of the common coins. ok is false if s is none of these.
func UnitCode(s string) (code string, ok bool) {
	if code, ok := unitSpellings[s]; ok {
		return code, true
	}
	if _, minor := minorUnits[s]; minor || s == unitPoints || s == unitPercent || isISO(s) || among(coins, s) {
		return s, true
	}
	// Only a code wholly in small letters is raised: raising GBp would turn
	// pence into pounds.
	if upper := strings.ToUpper(s); s == strings.ToLower(s) && (isISO(upper) || among(coins, upper)) {
		return upper, true
	}
	return "", false
}

func among(list, word string) bool {
	return len(word) >= 3 && !strings.Contains(word, " ") && strings.Contains(list, " "+word+" ")
}

func isISO(unit string) bool { return among(iso, unit) }

// isoDecimals returns the decimals of a currency: 2 for what is none.
func isoDecimals(unit string) int {
	switch {
	case among(isoWithout, unit):
		return 0
	case among(isoThree, unit):
		return 3
	}
	return 2
}

// sign returns what is written behind a price in the unit, empty for none.
func sign(unit string) string {
	if m, ok := minorUnits[unit]; ok {
		return m.sign
	}
	if s, ok := signs[unit]; ok {
		return s
	}
	if unit == unitPoints {
		return ""
	}
	return unit
}

// shiftBetween returns by how many places the decimal point of a price moves
// from one unit to another; ok is false if they are different money.
func shiftBetween(from, to string) (places int, ok bool) {
	switch {
	case from == to:
		return 0, true
	case minorUnits[from].major == to && to != "":
		return -2, true
	case minorUnits[to].major == from && from != "":
		return 2, true
	}
	return 0, false
}
