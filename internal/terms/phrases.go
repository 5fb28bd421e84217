package terms

import (
	"regexp"

	"broadsheet/internal/news"
)

// list is a folded list of countries, and codeForm one of them.
const (
	country = `@[A-Z]{2}`
	list    = country + `(?: (?:,|/|&|AND|UND|ET|OR|ODER|OU)(?: (?:AND|OR|UND|ODER|ET|OU))?(?: (?:THE|IN|IN THE|DER|DIE|DEN|LA|LE|LES|L|EN|AU|AUX))? ` + country + `)*`
	date    = `#(\d{8})`
)

var codeForm = regexp.MustCompile(`@([A-Z]{2})`)

// phrase is one form of words that is known, in folded letters, and what it
// limits. A phrase that limits nothing beyond any contract only accounts for its
// words.
type phrase struct {
	marks []string // one of these is in every line that has the phrase
	form  *regexp.Regexp
	apply func(r *reader, group func(int) string)
}

// words makes the form of a phrase that begins and ends with whole words.
func words(form string) *regexp.Regexp { return regexp.MustCompile(`(?:^| )` + form + `(?: |$)`) }

func limit(set func(*news.Limits)) func(*reader, func(int) string) {
	return func(r *reader, _ func(int) string) { set(&r.limits) }
}

func lastDay(r *reader, group func(int) string) {
	d := group(1)
	r.limits = r.limits.With(news.Limits{LastDay: d[:4] + "-" + d[4:6] + "-" + d[6:]})
}

func within(r *reader, group func(int) string) { r.within(group(1), group(2)) }
func out(r *reader, group func(int) string)    { r.out(group(1)) }
func only(r *reader, group func(int) string)   { r.only(group(1)) }

// Uses of an item, as agencies name them.
const (
	useEN  = `(?:(?:ANY )?(?:USE|USAGE|PUBLICATION|DISTRIBUTION|RELEASE|BROADCAST|SALE)(?: (?:OR|AND) (?:USE|USAGE|PUBLICATION|DISTRIBUTION|RELEASE|BROADCAST|SALE))?)`
	useDE  = `(?:VERWENDUNG|NUTZUNG|VEROFFENTLICHUNG|VERBREITUNG|VERWERTUNG|ABDRUCK|PUBLIKATION)`
	useFR  = `(?:UTILISATION|USAGE|PUBLICATION|DIFFUSION|REPRODUCTION)`
	unitEN = `(DAYS?|HOURS?|WEEKS?|MONTHS?)`
	unitDE = `(TAGEN?|STUNDEN?|WOCHEN?|MONATEN?)`
	unitFR = `(JOURS?|HEURES?|SEMAINES?|MOIS)`
)

// Marks of phrases about places, days and spans of time, as folded lines have
// them.
var (
	place = []string{"@"}
	day   = []string{"#"}
	span  = []string{"WITHIN", "AFTER", "INNERHALB", "DANS", "SOUS"}
)

// phrases are tried in this order; what one has taken is gone for those after
// it.
var phrases = []phrase{
	// Boilerplate that says no more than that there is a contract.
	{[]string{"VEREINBARUNG"}, words(useDE + ` NUR NACH (?:SCHRIFTLICHER|VERTRAGLICHER) VEREINBARUNG(?: MIT (?:DER )?\S+)?`), limit(func(*news.Limits) {})},
	{[]string{"WRITTEN"}, words(`USE ONLY WITH (?:THE )?WRITTEN AGREEMENT (?:WITH|OF) \S+`), limit(func(*news.Limits) {})},
	{[]string{"CLEARANCES"}, words(`FOR OTHER USES , ADDITIONAL CLEARANCES MAY BE REQUIRED`), limit(func(*news.Limits) {})},
	{[]string{"SERVICE"}, words(`DISTRIBUTED AS A SERVICE TO CLIENTS`), limit(func(*news.Limits) {})},
	{[]string{"RESERV", "VORBEHALTEN"}, words(`(?:ALL RIGHTS RESERVED|ALLE RECHTE VORBEHALTEN|TOUS DROITS RESERVES)`), limit(func(*news.Limits) {})},
	{nil, regexp.MustCompile(`^(?:NONE|KEINE|AUCUNE|N / A)$`), limit(func(*news.Limits) {})},

	// Where.
	{place, regexp.MustCompile(`(?:^| )(` + list + `) OUT(?: [,/&¤]| (?:AND|UND|ET)\b|$)`), out},
	{place, words(`(?:NOT FOR|NO|NOT AUTHORI[SZ]ED FOR|NOT CLEARED FOR) ` + useEN + ` OUTSIDE(?: OF)?(?: THE)? (` + list + `)`), only},
	{place, words(`(?:NOT FOR|NO|NOT AUTHORI[SZ]ED FOR|NOT CLEARED FOR) ` + useEN + ` (?:IN|WITHIN|INTO|TO)(?: THE)? (` + list + `)`), out},
	{place, words(`NOT (?:TO BE (?:USED|PUBLISHED)|AVAILABLE) (?:OUTSIDE)(?: OF)?(?: THE)? (` + list + `)`), only},
	{place, words(`NOT (?:TO BE (?:USED|PUBLISHED)|AVAILABLE) (?:IN|FOR)(?: THE)? (` + list + `)`), out},
	{place, words(`(?:WORLD|WORLDWIDE|WORLD RIGHTS|WORLDWIDE RIGHTS|RIGHTS WORLDWIDE|ALL COUNTRIES|FOR USE WORLDWIDE)(?: ,)? (?:EXCEPT|EXCLUDING|EXCL|WITHOUT)(?: FOR| IN)?(?: THE)? (` + list + `)`), out},
	{place, words(`(?:ONLY FOR ` + useEN + ` IN|FOR ` + useEN + ` ONLY IN|` + useEN + ` ONLY IN)(?: THE)? (` + list + `)`), only},
	{place, words(`FOR ` + useEN + ` IN(?: THE)? (` + list + `) ONLY`), only},
	{place, regexp.MustCompile(`^(?:THE )?(` + list + `) ONLY$`), only},
	{place, words(`(?:NICHT (?:ZUR|FUR DIE)|KEINE) ` + useDE + ` AUSSERHALB(?: VON| DER| DES)? (` + list + `)`), only},
	{place, words(`(?:NICHT (?:ZUR|FUR DIE)|KEINE) ` + useDE + ` (?:IN|FUR)(?: DER| DEN| DIE)? (` + list + `)`), out},
	{place, words(`(?:NUR ZUR ` + useDE + ` IN|` + useDE + ` NUR IN|NUR FUR)(?: DER| DEN| DIE)? (` + list + `)`), only},
	{place, words(`(?:WELTWEIT|WELTRECHTE) (?:AUSSER|OHNE|AUSGENOMMEN)(?: IN)?(?: DER| DEN| DIE)? (` + list + `)`), out},
	{place, words(`(` + list + `) (?:AUSGENOMMEN|GESPERRT)`), out},
	{place, words(`(?:` + useFR + ` INTERDITE?S?|INTERDITE?|PAS D UTILISATION|PAS DE (?:PUBLICATION|DIFFUSION)) HORS(?: DE)?(?: LA| LE| L| DU| DES)? (` + list + `)`), only},
	{place, words(`(?:` + useFR + ` INTERDITE?S?|INTERDITE?|PAS D UTILISATION|PAS DE (?:PUBLICATION|DIFFUSION)) (?:EN|AU|AUX|A|DANS|POUR)(?: LA| LE| L| LES)? (` + list + `)`), out},
	{place, words(`(?:TOUS PAYS|TOUS LES PAYS|MONDE|MONDE ENTIER|DROITS MONDIAUX)(?: ,)? SAUF(?: LA| LE| L| LES| EN| AU| AUX)? (` + list + `)`), out},
	{place, words(useFR + ` (?:UNIQUEMENT|SEULEMENT|EXCLUSIVEMENT) (?:EN|AU|AUX|DANS|POUR)(?: LA| LE| L| LES)? (` + list + `)`), only},

	// How long.
	{span, words(`(?:ONLY )?(?:FOR USE|TO BE USED|MUST BE USED|USE|USABLE) (?:ONLY )?WITHIN (\d{1,3}) ` + unitEN + `(?: (?:OF|FROM|AFTER)(?: THE)?(?: DATE OF)? (?:CREATION|TRANSMISSION|RELEASE|PUBLICATION|RECEIPT|DELIVERY|ISSUE))?`), within},
	{span, words(`(?:NO USE|NOT TO BE USED|NOT FOR USE) AFTER (\d{1,3}) ` + unitEN + `(?: (?:OF|FROM|AFTER)(?: THE)?(?: DATE OF)? (?:CREATION|TRANSMISSION|RELEASE|PUBLICATION|RECEIPT|DELIVERY|ISSUE))?`), within},
	{span, words(`(?:NUR )?(?:ZUR )?` + useDE + ` (?:NUR )?INNERHALB (?:VON )?(\d{1,3}) ` + unitDE + `(?: (?:NACH|AB) \S+)?`), within},
	{span, words(`INNERHALB (?:VON )?(\d{1,3}) ` + unitDE + `(?: (?:NACH|AB) \S+)? (?:ZU (?:VERWENDEN|NUTZEN)|VERWENDBAR|NUTZBAR)`), within},
	{span, words(`(?:A UTILISER|` + useFR + `)(?: UNIQUEMENT)? (?:DANS LES|SOUS|DANS UN DELAI DE) (\d{1,3}) ` + unitFR + `(?: (?:APRES|SUIVANT|A COMPTER DE)(?: LA| LE| L)? \S+)?`), within},
	{day, words(`(?:(?:ONLY )?FOR USE|TO BE USED|USE|USABLE|VALID|RIGHTS|RIGHTS VALID)(?: ONLY)? UNTIL(?: AND INCLUDING)? ` + date), lastDay},
	{day, words(`(?:NO USE|NOT TO BE USED|NOT FOR ` + useEN + `|DO NOT USE) AFTER ` + date), lastDay},
	{day, words(`RIGHTS (?:END|EXPIRE)(?: ON)? ` + date), lastDay},
	{day, words(`(?:NUR )?(?:ZUR )?(?:` + useDE + `|VERWENDBAR|NUTZBAR|GULTIG)(?: NUR)? BIS(?: ZUM| EINSCHLIESSLICH)? ` + date), lastDay},
	{day, words(`(?:NICHT (?:ZUR|FUR DIE)|KEINE) ` + useDE + ` NACH (?:DEM )?` + date), lastDay},
	{day, words(`(?:A UTILISER|UTILISABLE|VALABLE|` + useFR + `)(?: UNIQUEMENT| AUTORISEE?)? (?:JUSQU AU|JUSQU A LA DATE DU) ` + date), lastDay},
	{day, words(`(?:PAS D UTILISATION|` + useFR + ` INTERDITE?) APRES(?: LE)? ` + date), lastDay},

	// The archive, sales, credit and kind of use.
	{[]string{"ARCHIV"}, words(`(?:(?:NO|NOT FOR) ARCHIV(?:ES?|ING|AL)(?: USE| PURPOSES)?|KEINE ARCHIVIERUNG|KEIN ARCHIV|NICHT (?:ZU )?ARCHIVIEREN|NICHT (?:ZUR ARCHIVIERUNG|FUR DAS ARCHIV)|PAS D ARCHIV(?:ES?|AGE)|SANS ARCHIVAGE|ARCHIVAGE INTERDIT)`),
		limit(func(l *news.Limits) { l.NoArchive = true })},
	{[]string{"SALE", "VERKAUF", "VENTE"}, words(`(?:NO (?:RE)?SALES?|NOT FOR (?:RE)?SALE|KEIN (?:WEITER)?VERKAUF|NICHT (?:ZUM|FUR DEN) (?:WEITER)?VERKAUF|PAS DE (?:RE)?VENTES?|(?:RE)?VENTE INTERDITE)`),
		limit(func(l *news.Limits) { l.NoSales = true })},
	{[]string{"MANDATORY", "OBLIGATOIRE", "NENNUNG", "QUELLENANGABE"}, words(`(?:MANDATORY CREDIT|CREDIT MANDATORY|(?:CREDIT|MENTION|MENTION DU CREDIT) OBLIGATOIRE|PFLICHTNENNUNG|(?:NENNUNG|URHEBERNENNUNG|QUELLENANGABE)(?: DES (?:CREDITS|FOTOGRAFEN|URHEBERS)| DER QUELLE)? (?:IST )?(?:ERFORDERLICH|PFLICHT|VORGESCHRIEBEN|ZWINGEND)|NUR MIT (?:VOLLSTANDIGER )?(?:NENNUNG DES CREDITS|QUELLENANGABE|URHEBERNENNUNG))`),
		limit(func(l *news.Limits) { l.MandatoryCredit = true })},
	{[]string{"EDITORIAL", "REDAKTIONELL", "MARKETING", "COMMERCIAL", "ADVERTISING", "WERBUNG", "KOMMERZ", "PUBLICITE"}, words(`(?:RESTRICTED TO EDITORIAL USE(?: ONLY)?|(?:THIS CONTENT IS INTENDED )?(?:FOR )?EDITORIAL (?:USE|PURPOSES) ONLY|ONLY FOR EDITORIAL (?:USE|PURPOSES)|NUR (?:ZUR|FUR|FUR DIE|ZU) REDAKTIONELLEN? (?:VERWENDUNG|NUTZUNG|ZWECKEN?)|(?:USAGE|UTILISATION) EDITORIALE? (?:UNIQUEMENT|SEULEMENT|EXCLUSIVEMENT)|NO (?:MARKETING|COMMERCIAL USE)|NO ADVERTISING(?: CAMPAIGNS?)?|KEINE (?:WERBUNG|KOMMERZIELLE NUTZUNG)|PAS DE PUBLICITE)`),
		limit(func(l *news.Limits) { l.EditorialOnly = true })},
	{[]string{"INTERNET", "WEB", "ONLINE", "DIGITAL", "PRINT"}, words(`(?:NO (?:INTERNET|WEB|ONLINE|DIGITAL)(?: USE| USAGE)?|(?:FOR )?PRINT (?:USE )?ONLY|NOT FOR (?:INTERNET|WEB|ONLINE)(?: USE)?|KEINE (?:ONLINE|INTERNET)(?: ?NUTZUNG| ?VERWENDUNG)|NICHT FUR (?:ONLINE|INTERNET|DAS INTERNET)|NUR (?:FUR )?PRINT|PAS D INTERNET|PAS DE WEB|INTERDITE? SUR INTERNET)`),
		limit(func(l *news.Limits) { l.NotOnline = true })},
}
