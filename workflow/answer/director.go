package answer

import (
	"maps"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// How people name the one who leads the organisation without knowing the name.
const lead = `(?:baas|bazin|bazen|eindbaas|baasje|chef|cheffin|leiding|leider|leidster|leidinggevende|leidinggevenden|manager|managers|managing director|management|mt|managementteam|ceo|hoofd|top|topman|topvrouw|directie|bovenbaas|opperhoofd|opperbaas|superieur|superieuren|meerdere|meerderen|eindverantwoordelijke|verantwoordelijke|bovenste|grote man|grote vrouw|nummer 1|nummer een|boegbeeld|oprichter|oprichtster|eigenaar|eigenaresse|kapitein|koning|koningin|hoogste|leidinggever|werkgever|werkgeefster)`

var (
	directorHints = []*pattern{
		rx(`direct(?:eur|rice|rise|ie|oraat|uer|eure|euren|eurs|eures|rices|ielid|ieleden|ors?|eren|ueur|eu|ri[sc]e)(?:\w{0,14})(?:-bestuurder)?`),
		rx(`management(?:team)?|managers?|leiding|leidinggevenden?|baas|bazin|bazen|chef|cheffin|(?:het|the) (?:mt|hoofd)|opper(?:hoofd|baas|bazin|bevelhebber)|direkt(?:eur|rice|ie|or|orin|euren|risse)\w{0,10}|dir|adjunct(?:-\w+)?|bestuurder`),
		rx(`(?:uw|jullie|hun|haar|zijn|onze|de|die|je|jouw|hoogste|grote|grootste|algemene?|algeheel|algehele|your|the|big|daar de|bij de|een)(?: (?:hoogste|grote|aller\w+|eigen|echte|directe|nieuwe|huidige|algemeen|algemene|eerste|zogenaamde|zogeheten|grootste|big|zakelijk\w*|dagelijkse|bovenste|eind|hele|operationeel|zelfbenoemde))* ` + lead),
		rx(`(?:baas|bazin|chef|leidinggevende|leiding|leider|manager|bovenbaas|hoofd)(?: \w+){0,2} (?:van (?:perspectief|jullie|de (?:organisatie|stichting|club|tent|zaak|boel|instelling|bemiddelaars?|medewerkers?|toko|mensen)|het (?:bureau|geheel|hele|spul|kantoor)|sanne|\w+)|bij jullie|daar|zelf|persoonlijk)`),
		rx(`(?:wie|die|degene|iemand|man|vrouw|persoon|meneer|mevrouw|dame|heer|mens)\b[^.!?]{0,60}(?:de leiding|leiding geeft|leiding heeft|leidt|aan het hoofd|aan het roer|voor het zeggen|de scepter|aan de top|de touwtjes|de lakens|de baas is|de baas|runt|bestiert|bovenaan|aan de leiding|het stuur|beslist over|eindverantwoordelijk)`),
		rx(`(?:aan het (?:hoofd|roer)|aan de (?:top|leiding)|de scepter zwaait|de lakens uitdeelt|het voor het zeggen|de touwtjes in handen|hogerhand|hogerop|hoger hand|van bovenaf|van boven|bovenaan|de bovenste laag|bovenlaag|hoogste (?:plek|functie|niveau|verantwoordelijk\w*|persoon|positie|man|vrouw|etage|verdieping|leidinggevende|gezag|piet|boom)|hoge (?:piet|heren|omes|dames|bomen)|hoge ome|top van (?:de|jullie|uw|perspectief)|leiding van|eindverantwoordelijk\w*|verantwoordelijke voor de organisatie)`),
		rx(`(?:boss|executive|chief|head of|person in charge|in charge|leadership|ceo|geschaftsfuhrer\w*|leiterin|leiter|chefin|mudur\w*|patron|yonetici|dyrektor\w*|kierowni\w+|szef\w*|jefe|jefa)`),
		rx(`(?:het|t|de|die) (?:hoogste bazin|bovenbazin|leidinggeefster|bedrijfsleid(?:er|ster)|teamleid(?:er|ster)|locatiemanager|afdelingshoofd|teammanager|regiomanager)|teamleid(?:er|ster|ing)|bedrijfsleid(?:er|ster|ing)|leidinggevenden?|leidinggeefster`),
	}
	// noLead are uses of those words that mean nobody.
	noLead         = rx(`onder leiding van|(?:water|gas|stroom|riool)leiding|eigen baas|(?:mijn|m'n|zijn|haar) hoofd|uit (?:het|mijn) hoofd|(?:een|het) hoofd (?:bieden|koel)|klachtenmanagement|management ?assistent\w*|mijn (?:eigen )?(?:baas|werkgever|chef|manager|leidinggevende)`)
	secretaryHints = []*pattern{rx(`(?:ambtelijk )?secretar(?:is|issen|esse|iaat)\w*|secretary|uw griffier`)}
	memberHints    = []*pattern{
		rx(`(?:klachten)?commissieleden|(?:klachten)?commissielid|lid van (?:de|uw|jullie) (?:klachten)?commissie|leden van (?:de|uw|jullie) (?:klachten)?commissie|(?:de|uw|jullie) (?:vice-?)?voorzitter|voorzitster|voorzitter van|iemand (?:van|uit|in) (?:de|uw|jullie) (?:klachten)?commissie|klacht(?:en)? (?:over|tegen) (?:de|uw|jullie) (?:klachten)?commissie|committee member|chair(?:man|woman|person)`),
	}
	boardHints = []*pattern{
		rx(`(?:raad van )?(?:bestuur|toezicht)|bestuurs(?:lid|leden|voorzitter)\w*|bestuurders?|toezichthouders?|commissaris(?:sen)?|(?:supervisory )?board(?: of \w+)?|rvb|rvt`),
	}
)

// sought is a configured person as he is looked for in a text.
type sought struct {
	addr                    string
	given, particle, family string
	joined                  string // "dewit"
	nicknames               map[string]bool
	// begins tells with which letters a word can begin that names him.
	begins [256]begin
}

// begin tells what a word with a letter can be.
type begin uint8

const (
	beginsFamily begin = 1 << iota
	beginsGiven
	beginsNickname
	beginsEnd       // of the first name: "Riek" of Marieke
	beginsAny begin = 1<<iota - 1
)

func seek(p Staff) *sought {
	q := &sought{addr: fold(p.Addr)}
	q.given, q.particle, q.family = splitName(p.Name)
	mark := func(s string, as begin) {
		if s != "" {
			q.begins[s[0]] |= as
		}
	}
	for c := range q.begins {
		if c == '\'' || c == '-' {
			q.begins[c] = beginsAny
		}
	}
	mark(q.given, beginsGiven)
	mark(q.particle, beginsFamily)
	for part := range strings.SplitSeq(q.family, "-") {
		mark(part, beginsFamily)
	}
	if q.family != "" && q.particle != "" {
		q.joined = strings.ReplaceAll(q.particle, " ", "") + q.family
	}
	q.nicknames = nicknamesOf[q.given]
	for w := range q.nicknames {
		mark(w, beginsNickname)
	}
	for i := range max(0, len(strings.TrimRight(q.given, "ae"))-3) {
		mark(q.given[i:], beginsEnd)
	}
	return q
}

// personIn looks for a configured person by full name, surname, first name or a
// short form of it, also with one typing error in a long name, or by address.
// tokens are the words of t.
func personIn(t text, tokens [][2]int, p *sought) string {
	if p.addr != "" {
		if i := strings.Index(t.low, p.addr); i >= 0 {
			return t.words(i, i+len(p.addr))
		}
	}
	for i, loc := range tokens {
		w := t.low[loc[0]:loc[1]]
		as := p.begins[w[0]]
		if as == 0 {
			continue
		}
		prev, prev2 := "", ""
		if i > 0 {
			prev = t.low[tokens[i-1][0]:tokens[i-1][1]]
		}
		if i > 1 {
			prev2 = t.low[tokens[i-2][0]:tokens[i-2][1]]
		}
		upper := func() bool { return t.words(loc[0], loc[1]) != w }
		switch particle, family := p.particle, p.family; {
		case as&beginsFamily != 0 && p.joined != "" && bareName(w) == p.joined:
			return t.words(loc[0], loc[1]) // "Dewit"
		case as&beginsFamily != 0 && family != "" && familyIs(w, family) && (particle == "" || strings.HasSuffix(particle, prev) || titles[prev] || utf8.RuneCountInString(family) > 4 || titles[prev2]):
			if commonWord[w] && !upper() && !titles[prev] && (particle == "" || particle != prev && !strings.HasSuffix(particle, " "+prev)) {
				continue
			}
			start := loc[0]
			if i > 0 && (titles[prev] || particle != "" && strings.HasSuffix(particle, prev)) {
				start = tokens[i-1][0]
			}
			return t.words(start, loc[1])
		case as&^beginsFamily != 0 && p.given != "" && p.givenIs(w, as) && (!commonWord[w] || upper()):
			return t.words(loc[0], loc[1])
		}
	}
	return ""
}

// splitName cuts "mr. Marieke van de Wit-Jansen" in first name, particles and
// first surname.
func splitName(name string) (given, particle, family string) {
	var ps []string
	for w := range strings.FieldsSeq(newText(name).low) {
		w = strings.Trim(w, ".,")
		switch {
		case titles[w] && !particles[w] && given == "" || len(w) == 0:
		case len(w) == 1 && initial.MatchString(strings.ToUpper(w)+".") || strings.Contains(w, "."):
		case particles[w]:
			ps = append(ps, w)
		case given == "" && len(ps) == 0:
			given = w
		default:
			family = w
		}
	}
	if family == "" && len(ps) == 0 && given != "" && strings.Contains(name, ".") {
		given, family = "", given // "M. Jansen"
	}
	return given, strings.Join(ps, " "), family
}

func familyIs(w, family string) bool {
	if w = bareName(w); w == "" {
		return false
	}
	if strings.HasPrefix(w, family) && (w[len(family):] == "" || w[len(family):] == "s") {
		return true
	}
	first, _, double := strings.Cut(w, "-")
	if !double && strings.IndexByte(family, '-') < 0 {
		return typoOf(w, family) // mostly
	}
	for part := range strings.SplitSeq(family, "-") {
		if len(part) > 3 && w == part || double && first == part {
			return true
		}
	}
	return typoOf(w, family)
}

// typoOf reports one typing error in a long name. An ordinary word is none:
// "Groet" stands in every mail and is not somebody called Groen.
func typoOf(w, name string) bool {
	return len(name) >= 5 && w[0] == name[0] && within(w, name, 1) && !notName[w] && !commonWord[w]
}

// bareName takes the genitive and loose signs off: "Marieke's".
func bareName(w string) string {
	if n := len(w); n == 0 || w[0] >= 'a' && w[n-1] >= 'a' && (n < 2 || w[n-2] != '\'') {
		return w
	}
	return strings.Trim(strings.TrimSuffix(w, "'s"), "'-")
}

// givenIs: the first name, its Dutch short forms (Marieke: Riek, Marie, Mariekje;
// Johannes: Hans, Jan; Elisabeth: Els, Lies) and one typing error.
func (p *sought) givenIs(w string, as begin) bool {
	given := p.given
	if w = bareName(w); w == "" {
		return false
	}
	if as == beginsGiven && len(w) > 1 && len(given) > 2 && w[1] != given[1] {
		return typoOf(w, given)
	}
	if as&beginsGiven != 0 {
		switch {
		case strings.TrimSuffix(w, "s") == given, w == given, typoOf(w, given):
			return true
		case len(w) > len(given) && strings.HasPrefix(w, given[:len(given)-1]) && (strings.HasSuffix(w, "je") || strings.HasSuffix(w, "ie")) && len(w) <= len(given)+4:
			return true // Jantje, Mariekje
		}
	}
	// A short form keeps the beginning, or for women's names the end.
	short := as&(beginsGiven|beginsEnd) != 0 && len(w) >= 3 && len(given) >= 5 && len(w) < len(given)+2 && shortOf(w, given)
	return (short || as&beginsNickname != 0 && p.nicknames[w]) && !commonWord[w]
}

func shortOf(w, given string) bool {
	stem := strings.TrimRight(w, "iey")
	return len(stem) >= 3 && strings.HasPrefix(given, stem) || len(stem) >= 4 && strings.HasSuffix(strings.TrimRight(given, "ae"), stem)
}

// nicknames are calling names that do not begin like the full name.
var nicknames = []map[string]bool{
	set(`johannes johan hans jan joop jo han hannes jannes jantje`), set(`wilhelmus willem wim will bill pim helmus`), set(`wilhelmina mina willy wil helma mien minnie willemijn wilma`),
	set(`elisabeth elizabeth els lies betty bets liesbeth beth elly liesje lisa betsy ellis elise`), set(`hendrik henk rik hein harry henny`), set(`hendrika riek rika henny hennie rieke`),
	set(`cornelis cor kees nelis cees`), set(`cornelia corrie nel nelleke cor lia corry`), set(`margaretha margriet greet greetje marga rita gré gretha margot meta griet`), set(`maria marie mia ria marijke mieke rietje miep marja mies mieneke`),
	set(`marieke riek rieke mariek marie`), set(`catharina katharina trijntje toos trees carin karin tine ina trien rina karen cato kaatje catrien`), set(`antonius anton toon ton tony teun antoon twan`), set(`antonia toos ton tonnie toni antoinette`),
	set(`petrus peter piet pieter peet pete`), set(`petronella nel nelly ellie petra pietje`), set(`jacobus jaap koos jacob cobus sjaak jack coos`), set(`jacoba coba co cobie`), set(`gerardus gerard ger gerrit geert gerry`), set(`gerarda gerda truus`),
	set(`gertruida gertrude truus trudy geertje gerda truida geertruida`), set(`theodorus theo dorus door`), set(`theodora thea dora doortje`), set(`franciscus frans cis frank sjef`), set(`francisca cisca fransje sisca francien`), set(`josephus jos jozef sjef joep jef joost`),
	set(`adrianus ad adriaan arie janus adri ad`), set(`adriana adri jaan ada ariane adrie`), set(`martinus martin tinus mart maarten`), set(`lambertus bert lambert bertus`), set(`albertus bert albert appie ab`), set(`hubertus huub bert hub`), set(`robert rob robbie bob bert`),
	set(`alexander alex sander lex xander`), set(`nicolaas nico klaas niek nicolas nick`), set(`matthijs thijs matheus theus mathijs ties matthias`), set(`bartholomeus bart mees`), set(`christina chris tine stien christien tineke`), set(`christiaan chris kris`),
	set(`dorothea thea dora dorien door`), set(`helena leen lena heleen ellen leentje`), set(`johanna jo hanna joke hannie anneke jannie annie hanneke jantje`), set(`anna anneke annie ans anne antje annemiek`), set(`suzanne suus sanne suze suzie`), set(`alida alie ida lida aleida`),
	set(`michael michiel maikel mike chiel`), set(`leonardus leo leon leendert nard`), set(`laurentius laurens lau rens`), set(`mohammed mo mohamed moha`), set(`patricia pat trish patries tricia`), set(`jennifer jen jenny`), set(`monique moon moniek`), set(`richard rick ries dick`), set(`edward eddy ed ward edu eduard`), set(`annemarie anne marie miek annemieke rie`),
}

// nicknamesOf gives what somebody of a name may be called.
var nicknamesOf = func() map[string]map[string]bool {
	m := make(map[string]map[string]bool)
	for _, group := range nicknames {
		for name := range group {
			if m[name] == nil {
				m[name] = make(map[string]bool)
			}
			maps.Copy(m[name], group)
		}
	}
	return m
}()

// commonWord are words that are also names. In small letters they count as words.
var commonWord = set(`wit groot bos berg boer kok smit bakker visser mulder meester koning prins graaf jong oud lang kort klein zwart bruin rood blauw geel groen grijs huis dijk beek brug molen kerk hof veld
 wil door man mark marie will bel roos hoop fleur vos haas leeuw wolf hand mens post ring wal weg ree vis raaf zon maan mei jan juli art best mooi goed net recht vrede vries laan kamp dam stad burg land steen zand water zee oever broek
 mar mari mark maar marge ric and per van den der over toe tot hen hem die dit dat wel nog niet elke even els bet bek bas mies joost ans ton ben jet jo kees pit rob rik rie`)

// within reports whether a and b differ by at most n single edits, a swap of
// neighbours counted as one.
func within(a, b string, n int) bool {
	if d := utf8.RuneCountInString(a) - utf8.RuneCountInString(b); d > n || -d > n {
		return false
	}
	// An edit takes away one letter at most, and brings in one.
	if x, y := letters(a), letters(b); bits.OnesCount32(x&^y) > n || bits.OnesCount32(y&^x) > n {
		return false
	}
	ra, rb := []rune(a), []rune(b)
	var rows [3][24]int
	prev2, prev, cur := rows[0][:], rows[1][:], rows[2][:]
	if len(rb) >= len(cur) {
		prev2, prev, cur = make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	}
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		cur[0] = i
		low := i
		for j := 1; j <= len(rb); j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
			low = min(low, cur[j])
		}
		if low > n {
			return false
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(rb)] <= n
}

// letters gives the letters of w as bits; all others share one.
func letters(w string) (set uint32) {
	for i := range len(w) {
		if c := w[i] - 'a'; c < 26 {
			set |= 1 << c
		}
	}
	return set
}

// greetsDirector tells that the mail is addressed to the director.
func greetsDirector(greeting text, staff []Staff, names []*sought) bool {
	if greeting.matchAny(directorHints) {
		return true
	}
	// Capitals tell nothing in a greeting.
	greeting.s, greeting.at = greeting.low, identity(len(greeting.low))
	tokens := greeting.tokens()
	for i, p := range staff {
		if p.Role == "directeur" && personIn(greeting, tokens, names[i]) != "" {
			return true
		}
	}
	return false
}

// youYourself finds a complaint to the director about himself: "u heeft zelf …",
// "mijn klacht gaat over u".
var yourself = rx(`(?:u (?:zelf|persoonlijk)|uzelf|over u|tegen u|u (?:heeft|hebt|bent|had|was) (?:mij |me |ons |het |dit |dat )?(?:zelf|persoonlijk)|uw eigen (?:gedrag|optreden|houding|handelen|rol|gesprek)|uw (?:gedrag|optreden|houding|uitspraken|handelwijze|toon|telefoontje|rol)|jijzelf|je zelf|over jou|u (?:heeft|hebt) (?:mij|me|ons) (?:\w+ ){0,6}(?:uitgescholden|bedreigd|beledigd|genegeerd|vernederd|geschoffeerd|gekleineerd|afgesnauwd|voorgelogen|geintimideerd|onder druk gezet))`)

func youYourself(t text) string { return firstOfAll(t, []*pattern{yourself}) }
