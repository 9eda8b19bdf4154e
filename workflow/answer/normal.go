package answer

import (
	"strings"
)

// Spellings of common words. They are put right for everybody: none of them
// changes what was said.
var spellings = map[string]string{
	"nie": "niet", "neit": "niet", "nit": "niet", "niks": "niets", "nix": "niets", "nikt": "niets", "k": "ik", "'k": "ik", "t": "het", "'t": "het", "ut": "het", "mn": "mijn", "m'n": "mijn", "mij'n": "mijn",
	"zn": "zijn", "z'n": "zijn", "n": "een", "'n": "een", "d'r": "er", "accoord": "akkoord", "akoord": "akkoord", "acoord": "akkoord", "okee": "oke", "ok": "oke", "okay": "oke", "oke": "oke", "okey": "oke",
	"thx": "bedankt", "thnx": "bedankt", "dankjewel": "bedankt", "dankuwel": "bedankt", "tnx": "bedankt", "ff": "even", "svp": "alstublieft", "aub": "alstublieft", "a.u.b": "alstublieft", "s.v.p": "alstublieft", "alsjeblieft": "alstublieft",
	"zkhs": "ziekenhuis", "idd": "inderdaad", "iig": "in ieder geval", "wmb": "wat mij betreft", "mbt": "met betrekking tot", "kvind": "ik vind", "kben": "ik ben", "kwil": "ik wil", "klagt": "klacht", "klagd": "klacht", "klact": "klacht",
	"comissie": "commissie", "komissie": "commissie", "kommissie": "commissie", "voledig": "volledig", "hellemaal": "helemaal", "nogsteeds": "nog steeds", "nogniet": "nog niet", "ermee": "ermee", "jah": "ja", "neej": "nee", "neen": "nee", "yep": "ja", "yes": "ja", "jep": "ja", "jazeker": "ja", "jawel": "ja", "nope": "nee",
	"gwn": "gewoon", "gwoon": "gewoon", "bn": "ben", "da": "dat", "der": "er", "da's": "dat is", "msch": "misschien", "mss": "misschien", "wss": "waarschijnlijk", "merci": "bedankt", "nah": "nee", "ge": "u", "gij": "u", "moogt": "mag", "kunde": "kunt",
	"let's": "let us", "lets": "let us", "vin": "vind", "vint": "vind", "wort": "wordt", "trug": "terug", "pls": "please", "plz": "please", "trk": "trek", "treck": "trek", "trekk": "trek", "das": "dat is", "ni": "niet", "mar": "maar", "nar": "naar", "vor": "voor", "gen": "geen", "tevree": "tevreden", "mijne": "mijn", "kga": "ik ga", "kheb": "ik heb", "tis": "het is", "ie": "hij", "m": "hem", "'m": "hem", "ikke": "ik", "ikk": "ik", "nogg": "nog", "gaarne": "graag", "cancelen": "annuleren", "seponeren": "annuleren", "geren": "graag", "grag": "graag", "gin": "geen", "gien": "geen", "tevreje": "tevreden", "tevrejen": "tevreden", "mien": "mijn", "goe": "goed", "julie": "jullie", "jullie's": "jullie", "den": "de", "komisie": "commissie", "komissi": "commissie", "commissi": "commissie", "ikwil": "ik wil", "ikben": "ik ben", "ikga": "ik ga", "ikheb": "ik heb", "ikvind": "ik vind", "verzoeke": "ik verzoek", "myn": "mijn", "waneer": "wanneer", "treken": "trekken", "trekke": "trekken", "ens": "eens",
	"don't": "do not", "dont": "do not", "can't": "can not", "cannot": "can not", "won't": "will not", "isn't": "is not", "wasn't": "was not", "aren't": "are not", "i'm": "i am", "im": "i am", "it's": "it is", "i'd": "i would", "i've": "i have", "i'll": "i will", "doesn't": "does not", "didn't": "did not", "haven't": "have not", "we're": "we are",
}

// keyTerms are the words on which an answer turns. In a complainant's sentence a
// word that is one edit away from exactly one of them counts as that word,
// unless it is a word itself.
var keyTerms = strings.Fields(`tevreden ontevreden akkoord opgelost oplossing voorstel klacht klachten commissie klachtencommissie intrekken ingetrokken behandeling behandelen doorsturen
 voorleggen directeur dossier sluiten accepteer accepteren afgehandeld afgesloten heropenen excuses besluit satisfied withdraw complaint committee proposal solution
 antwoord misschien voorwaarde hierbij hiermee helemaal gedeeltelijk waarschijnlijk behalve bedankt stoppen gewoon nadenken teleurgesteld`)

// realWords lie one edit from a key term and mean something else.
var realWords = set(`kracht krachten slacht slachten vracht vrachten omissie stuiten spuiten fluiten sluiter sluitend opgelast besluit besluiten gesloten intrekt optrekken behandelden behandelt voorlegden
 akkoorden accepteert accepteerde oplossingen voorstellen voorsteld beluit committees complaints proposals solutions klagen klachtje afgehandelde opgeloste missie admissie klachtenlijn tevredener wilsbesluit klachte onttrekken
 antwoorden antwoordt beantwoord antwoordde voorwaarden voorwaarts hiermede hierbinnen gewond gewone gewoonte stampen stompen stoppels stopten stappen stropen stipten topper bedanken bedank bedankte nadenkend stoppend toppen aankoord sloppen knoppen kloppen stoffen storten
 klachtenfunctionaris bevrediging verhandeling behandelend dissatisfied unsatisfied uitgetrokken aangetrokken aantrekken intrekkend voorlegt accepteren`)

// corrected gives the key term a word is a slip of, or the word.
func corrected(w string) string {
	if len(w) < 5 || realWords[w] || filler[w] || contentWords[w] || commitWords[w] || drawWords[w] || dutchWords[w] || englishWords[w] {
		return w
	}
	if last := len(w) - 1; w[last] == 't' || w[last] == 'd' {
		other := w[:last] + string("dt"[1-strings.IndexByte("dt", w[last])])
		if (contentWords[other] || filler[other]) && !contentWords[w] && !filler[w] {
			return other // "opgelosd", "geregelt"
		}
		for _, k := range [...]string{"akkoord", "antwoord"} {
			if within(other, k, 1) && !contentWords[w] {
				return k // "akkort", "antwort"
			}
		}
	}
	found := ""
	for _, k := range keyTerms {
		if w == k {
			return w
		}
		if len(k) >= 6 && within(w, k, 1) {
			if found != "" {
				return w // between two terms: neither
			}
			found = k
		}
	}
	if found == "" {
		return w
	}
	return found
}

var (
	teVreden    = mustBe(`\bte ?vreden\b`)
	joinedWords = mustBe(`\bkl?a(?:ch|g)t\w{0,3}[ck]om+i[sz]+i?e\b|\bklachten commis+ie\b|\bklachtencommis+ie\b|\bkl\.? ?commissie\b`)
	naTo        = mustBe(`\bna (de|een|die|jullie|uw) (klachtencommissie|commissie|comm?iss?ie)\b`)
	// asides are turns of speech that say nothing more.
	asides = mustBe(`\b(?:(?:ik|wij) (?:zal|zullen|wil|ga) er geen doekjes om winden|(?:ik|wij) (?:kan|kunnen) niet anders (?:zeggen|concluderen) dan dat|(?:een )?(?:fijne|prettige|goede|mooie) (?:vakantie|zomer|feestdagen|kerst|pasen|jaarwisseling)|(?:en )?dat is mijn laatste woord|punt uit|en daarmee uit|klaar uit|eerlijk gezegd|om eerlijk te zijn|(?:in|naar) (?:antwoord|aanleiding|reactie|vervolg) (?:op|van) (?:uw|jullie|de|het) (?:brief|mail|bericht|schrijven|voorstel|vraag|e-?mail)|al met al|tot slot|zoals (?:gezegd|afgesproken|besproken|vermeld)|in (?:ieder|elk) geval|voor de duidelijkheid|laat dat duidelijk zijn|met alle respect|om kort te gaan|kort en goed|kort samengevat|alles overziend|van mijn kant|per e-?mail|per mail|na (?:wat|enig|lang|goed|veel)? ?(?:nadenken|wikken en wegen|beraad|overleg met (?:mijn|onze) \w+|overleg|overwegen)|na rijp beraad|nogmaals)\b`)
	// dates and our own numbers only say which complaint is meant.
	dates = mustBe(`\b(?:(?:van|d\.?d\.?|gedateerd) )?(?:\d{1,2} (?:` + monthWords + `)(?: \d{4})?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4})\b|\[?\bk-\d{4}-\d{4}(?:-[0-9x])?\]?`)
	// dayAhead is the day from which something will be so.
	dayAhead = mustBe(`\b(?:per|vanaf|tegen|na|met ingang van) (?:\d{1,2} (?:` + monthWords + `)(?: \d{4})?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}) ((?:trek|trekken|stop|stoppen|ga|gaan|teken|ben|is) )`)
	// weTwo is a household that speaks with one voice; what two have filed is taken
	// back by both, and that is asked.
	weTwo       = mustBe(`\b(?:((?:mijn|onze) (?:` + relatives + `)|de directeur|de directrice) en ik|ik en ((?:mijn|onze) (?:` + relatives + `)|de directeur|de directrice)) (zijn|gaan|kunnen|willen|hebben|accepteren|vinden|stemmen|kiezen)\b`)
	takesBack   = mustBe(`\b(?:in ?te ?trek+en?|in ?trek\w*|ingetrokken|terug ?(?:te )?trek\w*|trek\w*|stop\w*|afzien|beeindig\w*|annuleren|laten vallen)\b`)
	tornVerb    = mustBe(`\bterug (trekken|te trekken|getrokken)\b`)
	anythingBut = mustBe(`\balles behalve (tevreden|blij|goed|opgelost|akkoord|een oplossing|netjes)\b`)
	noise       = mustBe(`[*_~#"()\[\]{}<>|]+`)
	tokenShape  = mustBe(`[\pL\pN][\pL\pN'.@/-]*|[.!?,;:]+|-+|[^\s\pL\pN]`)
)

// normal makes folded text even: spellings, joined words and, for somebody who
// may make typing errors, slips in key terms. Signs stand apart from words.
func normal(low string, tolerant bool) string {
	low = noise.ReplaceAllString(low, " ")
	low = dayAhead.ReplaceAllString(low, "later $1")
	low = dates.ReplaceAllString(low, " ")
	low = strings.ReplaceAll(low, "van mijn kant ", "wat mij betreft ")
	low = asides.ReplaceAllString(low, " ")
	low = joinedWords.ReplaceAllString(low, "klachtencommissie")
	low = teVreden.ReplaceAllString(low, "tevreden")
	low = anythingBut.ReplaceAllString(low, "allesbehalve $1")
	if !takesBack.MatchString(low) {
		low = weTwo.ReplaceAllString(low, "wij $3")
	}
	low = tornVerb.ReplaceAllString(low, "terug$1")
	low = naTo.ReplaceAllString(low, "naar $1 $2")
	var out []string
	for _, w := range tokenShape.FindAllString(low, -1) {
		core := strings.TrimRight(w, ".'-/")
		if w == "'" {
			continue
		}
		if core == "" || !isAlnum(core[0]) && core[0] < 0x80 {
			out = append(out, w)
			continue
		}
		tail := w[len(core):]
		if x := squeezed(core); x == "ja" || x == "ne" && len(core) > 3 {
			core = map[string]string{"ja": "ja", "ne": "nee"}[x]
		} else if long := contraction(core); long != "" && spellings[core] == "" {
			core = long
		} else if s, ok := spellings[core]; ok {
			core = s
		} else if s, ok := spellings[w]; ok {
			core, tail = s, ""
		} else if tolerant {
			core = swapped(corrected(unstretched(core)))
		}
		out = append(out, core)
		if strings.HasPrefix(tail, ".") {
			out = append(out, tail)
		}
	}
	for i, w := range out {
		// "no." answers, "no solution" denies.
		if w == "no" && (i == 0 && len(out) > 1 && out[1] != "more" || i+1 == len(out) || splitter.MatchString(out[i+1])) {
			out[i] = "nee"
		}
	}
	return strings.Join(out, " ")
}

// contraction writes English short forms in full: "that's", "couldn't".
func contraction(w string) string {
	head, tail, ok := strings.Cut(w, "'")
	if !ok || head == "" {
		return ""
	}
	if tail == "t" && strings.HasSuffix(head, "n") && len(head) > 3 {
		return strings.TrimSuffix(head, "n") + " not"
	}
	long := map[string]string{"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would"}[tail]
	if tail == "s" && contracts[head] {
		long = "is"
	}
	if long == "" {
		return ""
	}
	return head + " " + long
}

var contracts = set(`that it what there here he she who everything nothing`)

// swapped writes a doubled letter once ("gaa") and puts two neighbouring letters of a small word right: "bne" is ben. No
// Dutch word is spelled like these.
func swapped(w string) string {
	if x := squeezed(w); len(w) > 2 && w[len(w)-1] == w[len(w)-2] && !endsDouble[w] && x != w && !filler[w] && !dutchWords[w] && (filler[x] || smallWords[x]) && len(w) < 7 {
		return x
	}
	if len(w) < 3 || len(w) > 5 || filler[w] || dutchWords[w] || englishWords[w] {
		return w
	}
	b := []byte(w)
	for i := 1; i < len(b); i++ {
		b[i-1], b[i] = b[i], b[i-1]
		if smallWords[string(b)] {
			return string(b)
		}
		b[i-1], b[i] = b[i], b[i-1]
	}
	return w
}

// endsDouble are words that end in a double letter by right.
var endsDouble = set(`well all too see free off will still tell call twee zee mee nee ree thee idee bee`)

var smallWords = set(`ben dit dat het mijn niet naar maar voor door klaar goed heel zeer wel nog wil van met trek graag prima zijn mits`)

// unstretched ends a word that was held on to: "tevredennn". Vowels drawn out
// within a word are left: they may mock.
func unstretched(w string) string {
	n := len(w)
	if n < 5 || w[n-1] != w[n-2] || w[n-2] != w[n-3] || strings.IndexByte("aeiou", w[n-1]) >= 0 {
		return w
	}
	return strings.TrimRight(w, w[n-1:]) + w[n-1:]
}

// squeezed writes every run of one letter once: "jaaa" is ja.
func squeezed(w string) string {
	b := make([]byte, 0, len(w))
	for i := range len(w) {
		if i == 0 || w[i] != w[i-1] {
			b = append(b, w[i])
		}
	}
	return string(b)
}
