package terms

// countries are the ISO 3166-1 countries, each with the names that agencies
// write: English, German and French (as in the Unicode CLDR), then others.
const countries = `
AD|Andorra|Andorre
AE|United Arab Emirates|Vereinigte Arabische Emirate|Émirats arabes unis|UAE
AF|Afghanistan
AG|Antigua & Barbuda|Antigua und Barbuda|Antigua-et-Barbuda
AI|Anguilla
AL|Albania|Albanien|Albanie
AM|Armenia|Armenien|Arménie
AO|Angola
AQ|Antarctica|Antarktis|Antarctique
AR|Argentina|Argentinien|Argentine
AS|American Samoa|Amerikanisch-Samoa|Samoa américaines
AT|Austria|Österreich|Autriche
AU|Australia|Australien|Australie
AW|Aruba
AX|Åland Islands|Ålandinseln|Îles Åland
AZ|Azerbaijan|Aserbaidschan|Azerbaïdjan
BA|Bosnia & Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia|Bosnien
BB|Barbados|Barbade
BD|Bangladesh|Bangladesch
BE|Belgium|Belgien|Belgique
BF|Burkina Faso
BG|Bulgaria|Bulgarien|Bulgarie
BH|Bahrain|Bahreïn
BI|Burundi
BJ|Benin|Bénin
BL|St. Barthélemy|Saint-Barthélemy
BM|Bermuda|Bermudes
BN|Brunei|Brunei Darussalam|Brunéi Darussalam
BO|Bolivia|Bolivien|Bolivie
BQ|Caribbean Netherlands|Bonaire, Sint Eustatius und Saba|Pays-Bas caribéens
BR|Brazil|Brasilien|Brésil
BS|Bahamas
BT|Bhutan|Bhoutan
BV|Bouvet Island|Bouvetinsel|Île Bouvet
BW|Botswana|Botsuana
BY|Belarus|Biélorussie|Weißrussland|Bélarus
BZ|Belize
CA|Canada|Kanada
CC|Cocos Islands|Kokosinseln|Îles Cocos
CD|Kongo-Kinshasa|Congo-Kinshasa|DR Congo|Democratic Republic of the Congo
CF|Central African Republic|Zentralafrikanische Republik|République centrafricaine
CG|Kongo-Brazzaville|Congo-Brazzaville
CH|Switzerland|Schweiz|Suisse
CI|Côte d’Ivoire|Ivory Coast|Elfenbeinküste
CK|Cook Islands|Cookinseln|Îles Cook
CL|Chile|Chili
CM|Cameroon|Kamerun|Cameroun
CN|China|Chine|PRC
CO|Colombia|Kolumbien|Colombie
CR|Costa Rica
CU|Cuba|Kuba
CV|Cape Verde|Cabo Verde|Cap-Vert
CW|Curaçao
CX|Christmas Island|Weihnachtsinsel|Île Christmas
CY|Cyprus|Zypern|Chypre
CZ|Czechia|Tschechien|Tchéquie|Czech Republic|Tschechische Republik|République tchèque
DE|Germany|Deutschland|Allemagne
DJ|Djibouti|Dschibuti
DK|Denmark|Dänemark|Danemark
DM|Dominica|Dominique
DO|Dominican Republic|Dominikanische Republik|République dominicaine
DZ|Algeria|Algerien|Algérie
EC|Ecuador|Équateur
EE|Estonia|Estland|Estonie
EG|Egypt|Ägypten|Égypte
EH|Western Sahara|Westsahara|Sahara occidental
ER|Eritrea|Érythrée
ES|Spain|Spanien|Espagne
ET|Ethiopia|Äthiopien|Éthiopie
FI|Finland|Finnland|Finlande
FJ|Fiji|Fidschi|Fidji
FK|Falkland Islands|Falklandinseln|Îles Malouines
FM|Micronesia|Mikronesien|États fédérés de Micronésie
FO|Faroe Islands|Färöer|Îles Féroé
FR|France|Frankreich
GA|Gabon|Gabun
GB|United Kingdom|Vereinigtes Königreich|Royaume-Uni|UK|Great Britain|Britain|Großbritannien|Grande-Bretagne|England|Scotland|Wales|Northern Ireland
GD|Grenada|Grenade
GE|Georgia|Georgien|Géorgie
GF|French Guiana|Französisch-Guayana|Guyane française
GG|Guernsey|Guernesey
GH|Ghana
GI|Gibraltar
GL|Greenland|Grönland|Groenland
GM|Gambia|Gambie
GN|Guinea|Guinée
GP|Guadeloupe
GQ|Equatorial Guinea|Äquatorialguinea|Guinée équatoriale
GR|Greece|Griechenland|Grèce
GS|South Georgia & South Sandwich Islands|Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud et îles Sandwich du Sud
GT|Guatemala
GU|Guam
GW|Guinea-Bissau|Guinée-Bissau
GY|Guyana
HK|Hong Kong|Hongkong
HM|Heard & McDonald Islands|Heard und McDonaldinseln|Îles Heard et McDonald
HN|Honduras
HR|Croatia|Kroatien|Croatie
HT|Haiti|Haïti
HU|Hungary|Ungarn|Hongrie
ID|Indonesia|Indonesien|Indonésie
IE|Ireland|Irland|Irlande|Republic of Ireland|Irish Republic
IL|Israel|Israël
IM|Isle of Man|Île de Man
IN|India|Indien|Inde
IO|British Indian Ocean Territory|Britisches Territorium im Indischen Ozean|Territoire britannique de l’océan Indien
IQ|Iraq|Irak
IR|Iran
IS|Iceland|Island|Islande
IT|Italy|Italien|Italie
JE|Jersey
JM|Jamaica|Jamaika|Jamaïque
JO|Jordan|Jordanien|Jordanie
JP|Japan|Japon
KE|Kenya|Kenia
KG|Kyrgyzstan|Kirgisistan|Kirghizistan
KH|Cambodia|Kambodscha|Cambodge
KI|Kiribati
KM|Comoros|Komoren|Comores
KN|St. Kitts & Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès
KP|North Korea|Nordkorea|Corée du Nord
KR|South Korea|Südkorea|Corée du Sud|Republic of Korea|Korea
KW|Kuwait|Koweït
KY|Cayman Islands|Kaimaninseln|Îles Caïmans
KZ|Kazakhstan|Kasachstan
LA|Laos
LB|Lebanon|Libanon|Liban
LC|St. Lucia|Sainte-Lucie
LI|Liechtenstein
LK|Sri Lanka
LR|Liberia|Libéria
LS|Lesotho
LT|Lithuania|Litauen|Lituanie
LU|Luxembourg|Luxemburg
LV|Latvia|Lettland|Lettonie
LY|Libya|Libyen|Libye
MA|Morocco|Marokko|Maroc
MC|Monaco
MD|Moldova|Republik Moldau|Moldavie
ME|Montenegro|Monténégro
MF|St. Martin|Saint-Martin
MG|Madagascar|Madagaskar
MH|Marshall Islands|Marshallinseln|Îles Marshall
MK|North Macedonia|Nordmazedonien|Macédoine du Nord|Macedonia|Mazedonien
ML|Mali
MM|Myanmar|Birmanie|Burma
MN|Mongolia|Mongolei|Mongolie
MO|Macao|Macau
MP|Northern Mariana Islands|Nördliche Marianen|Îles Mariannes du Nord
MQ|Martinique
MR|Mauritania|Mauretanien|Mauritanie
MS|Montserrat
MT|Malta|Malte
MU|Mauritius|Maurice
MV|Maldives|Malediven
MW|Malawi
MX|Mexico|Mexiko|Mexique
MY|Malaysia|Malaisie
MZ|Mozambique|Mosambik
NA|Namibia|Namibie
NC|New Caledonia|Neukaledonien|Nouvelle-Calédonie
NE|Niger
NF|Norfolk Island|Norfolkinsel|Île Norfolk
NG|Nigeria|Nigéria
NI|Nicaragua
NL|Netherlands|Niederlande|Pays-Bas|Holland|The Netherlands
NO|Norway|Norwegen|Norvège
NP|Nepal|Népal
NR|Nauru
NU|Niue
NZ|New Zealand|Neuseeland|Nouvelle-Zélande
OM|Oman
PA|Panama
PE|Peru|Pérou
PF|French Polynesia|Französisch-Polynesien|Polynésie française
PG|Papua New Guinea|Papua-Neuguinea|Papouasie-Nouvelle-Guinée
PH|Philippines|Philippinen
PK|Pakistan
PL|Poland|Polen|Pologne
PM|St. Pierre & Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon
PN|Pitcairn Islands|Pitcairninseln|Îles Pitcairn
PR|Puerto Rico|Porto Rico
PS|Palestinian Territories|Palästinensische Autonomiegebiete|Territoires palestiniens
PT|Portugal
PW|Palau|Palaos
PY|Paraguay
QA|Qatar|Katar
RE|Réunion|La Réunion
RO|Romania|Rumänien|Roumanie
RS|Serbia|Serbien|Serbie
RU|Russia|Russland|Russie|Russian Federation|Russische Föderation
RW|Rwanda|Ruanda
SA|Saudi Arabia|Saudi-Arabien|Arabie saoudite|KSA
SB|Solomon Islands|Salomonen|Îles Salomon
SC|Seychelles|Seychellen
SD|Sudan|Soudan
SE|Sweden|Schweden|Suède
SG|Singapore|Singapur|Singapour
SH|St. Helena|Sainte-Hélène
SI|Slovenia|Slowenien|Slovénie
SJ|Svalbard & Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen
SK|Slovakia|Slowakei|Slovaquie
SL|Sierra Leone
SM|San Marino|Saint-Marin
SN|Senegal|Sénégal
SO|Somalia|Somalie
SR|Suriname
SS|South Sudan|Südsudan|Soudan du Sud
ST|São Tomé & Príncipe|São Tomé und Príncipe|Sao Tomé-et-Principe
SV|El Salvador|Salvador
SX|Sint Maarten
SY|Syria|Syrien|Syrie
SZ|Eswatini|Swaziland
TC|Turks & Caicos Islands|Turks- und Caicosinseln|Îles Turques-et-Caïques
TD|Chad|Tschad|Tchad
TF|French Southern Territories|Französische Süd- und Antarktisgebiete|Terres australes françaises
TG|Togo
TH|Thailand|Thaïlande
TJ|Tajikistan|Tadschikistan|Tadjikistan
TK|Tokelau|Tokélaou
TL|Timor-Leste|Timor oriental|East Timor|Osttimor
TM|Turkmenistan|Turkménistan
TN|Tunisia|Tunesien|Tunisie
TO|Tonga
TR|Turkey|Türkei|Turquie|Türkiye|Turkiye
TT|Trinidad & Tobago|Trinidad und Tobago|Trinité-et-Tobago
TV|Tuvalu
TW|Taiwan|Taïwan
TZ|Tanzania|Tansania|Tanzanie
UA|Ukraine
UG|Uganda|Ouganda
UM|U.S. Outlying Islands|Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis
US|United States|Vereinigte Staaten|États-Unis|USA|US|United States of America|America|Vereinigte Staaten von Amerika|Etats-Unis d’Amérique
UY|Uruguay
UZ|Uzbekistan|Usbekistan|Ouzbékistan
VA|Vatican City|Vatikanstadt|État de la Cité du Vatican|Vatican|Vatikan
VC|St. Vincent & Grenadines|St. Vincent und die Grenadinen|Saint-Vincent-et-les-Grenadines
VE|Venezuela
VG|British Virgin Islands|Britische Jungferninseln|Îles Vierges britanniques
VI|U.S. Virgin Islands|Amerikanische Jungferninseln|Îles Vierges des États-Unis
VN|Vietnam
VU|Vanuatu
WF|Wallis & Futuna|Wallis und Futuna|Wallis-et-Futuna
WS|Samoa
XK|Kosovo
YE|Yemen|Jemen|Yémen
YT|Mayotte
ZA|South Africa|Südafrika|Afrique du Sud
ZM|Zambia|Sambia|Zambie
ZW|Zimbabwe|Simbabwe
`

// groups are names for several countries at once.
const groups = `
AT,BE,BG,CY,CZ,DE,DK,EE,ES,FI,FR,GR,HR,HU,IE,IT,LT,LU,LV,MT,NL,PL,PT,RO,SE,SI,SK|European Union|EU|Europäische Union|Union européenne|UE
AT,CH,DE|DACH|D-A-CH
BE,LU,NL|Benelux
DK,NO,SE|Scandinavia|Skandinavien|Scandinavie
CA,MX,US|North America|Nordamerika|Amérique du Nord
`
