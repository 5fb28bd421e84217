package market

// venue is one exchange's calendar, as data. A change of hours is a new row
// with its first day; a change of days is a new word in a list.
type venue struct {
	zone  string // IANA
	unit  string // the only unit it quotes in; empty if there are several
	class Class  // of what it trades, where that is not shares
	week  []hours
	// closed and half are the days, 2006-01-02, on which it does not open, or
	// closes at halfClose.
	closed, half, halfClose string
}

// hours are a regular session on some days of the week, in local time. The
// opening belongs to it, the close does not. Auctions and the trading before
// and after do not belong to it either.
type hours struct {
	days        string // digits of time.Weekday
	open, close string // 15:04; "24:00" is midnight
	from, until string // first and last day it is in force; empty is always
}

// Weekdays as digits of time.Weekday.
const (
	mondayToFriday   = "12345"
	mondayToThursday = "1234"
	sunday, friday   = "0", "5"
)

func weekdays(open, close string) []hours {
	return []hours{{days: mondayToFriday, open: open, close: close}}
}

// The holidays of 2026 and 2027. Beyond these years only weekends are known.
const (
	closedNewYork = "2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26 2026-12-25" +
		" 2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25 2027-12-24"
	halfNewYork  = "2026-11-27 2026-12-24 2027-11-26"
	closedLondon = "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28" +
		" 2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28"
	halfLondon      = "2026-12-24 2026-12-31 2027-12-24 2027-12-31"
	closedFrankfurt = "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-12-24 2026-12-25 2026-12-31" +
		" 2027-01-01 2027-03-26 2027-03-29 2027-12-24 2027-12-31"
	halfFrankfurt  = "2026-12-30 2027-12-30"
	closedEuronext = "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-12-25 2027-01-01 2027-03-26 2027-03-29"
	halfEuronext   = "2026-12-24 2026-12-31 2027-12-24 2027-12-31"
)

const americanZone = "America/New_York"

func newYork() venue {
	return venue{zone: americanZone, unit: "USD", week: weekdays("09:30", "16:00"), closed: closedNewYork, half: halfNewYork, halfClose: "13:00"}
}

func frankfurt() venue {
	return venue{zone: "Europe/Berlin", week: weekdays("09:00", "17:30"), closed: closedFrankfurt, half: halfFrankfurt, halfClose: "14:00"}
}

func euronext(zone string) venue {
	return venue{zone: zone, week: weekdays("09:00", "17:30"), closed: closedEuronext, half: halfEuronext, halfClose: "14:05"}
}

// aroundTheClock is Sunday evening to Friday evening in New York, with the
// hour of rest, if there is one, before the evening.
func aroundTheClock(rest, evening string) []hours {
	return []hours{
		{days: sunday, open: evening, close: "24:00"},
		{days: mondayToThursday, open: "00:00", close: rest}, {days: mondayToThursday, open: evening, close: "24:00"},
		{days: friday, open: "00:00", close: "17:00"},
	}
}

func globex() venue {
	return venue{zone: americanZone, unit: "USD", class: Future, week: aroundTheClock("17:00", "18:00")}
}

// venues are the calendars by MIC. Those without holidays show a quote as
// stale, not as closed, on a holiday.
var venues = map[string]venue{
	"XNYS": newYork(), "XNAS": newYork(), "ARCX": newYork(), "XASE": newYork(), "BATS": newYork(), "IEXG": newYork(),
	"XNGS": newYork(), "XNMS": newYork(), "XNCM": newYork(),
	"PINX": newYork(), "OTCM": newYork(), "OOTC": newYork(), "OTCQ": newYork(), "OTCB": newYork(), "XOTC": newYork(),

	"XLON": {zone: "Europe/London", week: weekdays("08:00", "16:30"), closed: closedLondon, half: halfLondon, halfClose: "12:30"},
	"XETR": frankfurt(), "XETA": frankfurt(), "XETB": frankfurt(),
	"XPAR": euronext("Europe/Paris"), "XAMS": euronext("Europe/Amsterdam"), "XBRU": euronext("Europe/Brussels"),
	// Euronext Lisbon opens with Paris, an hour earlier by its own clock.
	"XLIS": {zone: "Europe/Lisbon", week: weekdays("08:00", "16:30"), closed: closedEuronext, half: halfEuronext, halfClose: "13:05"},
	"XDUB": {zone: "Europe/Dublin", week: weekdays("08:00", "16:30")},
	"XMIL": {zone: "Europe/Rome", week: weekdays("09:00", "17:30")},
	"XOSL": {zone: "Europe/Oslo", unit: "NOK", week: weekdays("09:00", "17:30")},
	"XMAD": {zone: "Europe/Madrid", week: weekdays("09:00", "17:30")},
	"XSWX": {zone: "Europe/Zurich", week: weekdays("09:00", "17:20")},
	"XWBO": {zone: "Europe/Vienna", week: weekdays("09:00", "17:30")},
	"XWAR": {zone: "Europe/Warsaw", week: weekdays("09:00", "16:50")},
	"XSTO": {zone: "Europe/Stockholm", week: weekdays("09:00", "17:25")},
	"XHEL": {zone: "Europe/Helsinki", week: weekdays("10:00", "18:25")},
	"XCSE": {zone: "Europe/Copenhagen", week: weekdays("09:00", "16:55")},
	"XJSE": {zone: "Africa/Johannesburg", week: weekdays("09:00", "16:50")},
	"XTAE": {zone: "Asia/Jerusalem", week: []hours{
		{days: "01234", open: "09:59", close: "17:14", until: "2026-01-04"},
		{days: mondayToThursday, open: "09:59", close: "17:14", from: "2026-01-05"},
		{days: friday, open: "09:59", close: "13:34", from: "2026-01-05"}}},

	"XTSE": {zone: "America/Toronto", week: weekdays("09:30", "16:00")},
	"XTKS": {zone: "Asia/Tokyo", unit: "JPY", week: []hours{
		{days: mondayToFriday, open: "09:00", close: "11:30"},
		{days: mondayToFriday, open: "12:30", close: "15:00", until: "2024-11-04"},
		{days: mondayToFriday, open: "12:30", close: "15:30", from: "2024-11-05"}}},
	"XKRX": {zone: "Asia/Seoul", unit: "KRW", week: weekdays("09:00", "15:30")},
	"XKOS": {zone: "Asia/Seoul", unit: "KRW", week: weekdays("09:00", "15:30")},
	"XHKG": {zone: "Asia/Hong_Kong", week: []hours{
		{days: mondayToFriday, open: "09:30", close: "12:00"}, {days: mondayToFriday, open: "13:00", close: "16:00"}}},
	"XASX": {zone: "Australia/Sydney", unit: "AUD", week: weekdays("10:00", "16:00")},

	"XNYM": globex(), "XCME": globex(), "XCBT": globex(), "XCEC": globex(),
}

// forexHours is the week of the currency markets, which have no venue.
func forexHours() venue {
	return venue{zone: americanZone, week: aroundTheClock("17:00", "17:00")}
}

// venueUnit returns the only unit a venue quotes in, empty if it has several or
// is not known.
func venueUnit(mic string) string { return venues[mic].unit }
