package answer

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
)

// ordinaryMail is a complaint of 5 kB as people write them: an account of
// what happened, here and there a word that some pattern looks at.
const ordinaryMail = `Geachte klachtencommissie,

Met deze brief wil ik een klacht indienen over de manier waarop ik door uw bemiddelaar Sanne Bakker ben behandeld. Ik heb lang getwijfeld of ik dit moest doen, want ik weet dat iedereen zijn best doet en ik ben niet iemand die snel ergens een punt van maakt. Toch zit het me zo dwars dat ik er niet van slaap.

In februari kreeg ik een brief waarin stond dat de andere partij met mij wilde praten over wat er in de zomer is gebeurd. Ik schrok daarvan. Mijn zus zei dat het misschien goed voor mij zou zijn en daarom heb ik gebeld. De vrouw aan de telefoon was vriendelijk en legde uit hoe zo'n gesprek gaat. Ik zou eerst zelf een afspraak krijgen, rustig, bij mij in de buurt, en ik mocht altijd nog nee zeggen. Dat stelde me gerust.

De eerste afspraak werd twee keer verzet. De eerste keer hoorde ik dat pas toen ik al in de trein zat. De tweede keer kreeg ik een bericht op de avond ervoor, om half elf. Ik had daarvoor vrij genomen en oppas geregeld. Toen mevrouw Bakker uiteindelijk bij ons kwam, bleef ze een half uur. Ze keek steeds op haar horloge en vroeg drie keer hetzelfde. Toen ik vertelde hoe het die nacht was gegaan, zei ze dat ik het ook van de andere kant moest bekijken. Daar was ik helemaal niet aan toe. Ik vond dat ongepast en dat heb ik haar ook gezegd.

Daarna hoorde ik drie weken niets. Ik heb vier keer gebeld en steeds kreeg ik te horen dat ze in gesprek was en dat ze mij terug zou bellen. Dat is niet gebeurd. Op mijn mails van 3 en 9 maart kreeg ik geen antwoord. Pas toen mijn man belde, kwam er een reactie: het gesprek was al gepland, op een donderdag om negen uur, in een gebouw waar ik met de bus anderhalf uur over doe. Niemand had mij gevraagd of dat kon.

Het gesprek zelf was een ramp. Er was afgesproken dat ik als eerste mocht vertellen en dat er een pauze zou zijn. In plaats daarvan begon de ander te praten over zijn werk, zijn moeder en hoe moeilijk hij het had gehad. De bemiddelaar liet dat gebeuren. Toen ik begon te huilen zei ze dat we door moesten omdat de kamer maar tot tien uur vrij was. Ik heb mijn brief, waar ik weken aan heb gewerkt, niet kunnen voorlezen. Ik ben naar buiten gelopen en niemand is mij nagekomen.

Een dag later kreeg ik een verslag. Daarin staat dat het gesprek in goede sfeer is verlopen en dat beide deelnemers hun verhaal hebben gedaan. Dat klopt niet. Ik heb gevraagd of dit kon worden aangepast. Daar is tot vandaag niet op gereageerd. Ik voel mij niet serieus genomen en ik heb het gevoel dat het vooral snel klaar moest zijn.

Wat ik zou willen is het volgende. Ik wil dat het verslag wordt aangepast, zodat er staat wat er echt is gebeurd. Ik wil graag van mevrouw Bakker horen waarom het zo is gegaan en waarom ze niet heeft teruggebeld. En ik zou willen dat jullie bij een volgende keer eerst met de mensen zelf overleggen over een plek en een tijd, want dat is toch wel het minste. Misschien is er bij uw organisatie te weinig tijd voor, dat kan, maar dan moet je er ook niet aan beginnen.

Ik ben overdag meestal thuis en u kunt mij bellen als u nog vragen heeft. Liever niet op woensdag, want dan pas ik op mijn kleinkinderen. Schrijven mag natuurlijk ook, dan kan ik het nog eens rustig nalezen. Ik hoop dat u hier serieus naar kijkt en ik zie uw antwoord met belangstelling tegemoet. Als het nodig is wil ik het ook komen vertellen, al zie ik daar wel tegen op. Mijn zus gaat dan met mij mee.

Ik heb alle brieven en berichten bewaard, ook die van voor de eerste afspraak. Als u kopieën wilt hebben, dan hoor ik dat graag. De brief die ik had willen voorlezen doe ik hier niet bij, die is voor mij te persoonlijk. Het gaat mij er niet om dat iemand straf krijgt of zijn baan verliest. Het gaat mij erom dat het bij de volgende beter gaat, want er zijn genoeg mensen die dit maar één keer durven. Voor mij was dit die ene keer, en die is nu voorbij. Dat had niet gehoeven als er iets beter naar mij was geluisterd en als er was gedaan wat er was beloofd.

Tot slot nog dit. Toen ik de folder las, stond daar dat er altijd iemand na het gesprek contact opneemt om te vragen hoe het gaat. Ik heb daar twee weken op gewacht. Elke keer als de telefoon ging dacht ik dat het iemand van u was. Er kwam niets. Ik weet dat het druk kan zijn en dat er mensen ziek zijn geweest, dat hoorde ik van de receptie. Maar dan verwacht ik dat een ander het overneemt. Nu voelt het alsof ik er alleen voor stond op de dag dat ik juist iemand nodig had. De buren hebben mij die week eten gebracht en mijn zus is een paar nachten blijven slapen. Zonder hen had ik niet geweten hoe ik verder moest. Dat is niet iets wat ik van vreemden verwacht, maar een kort belletje had al veel goed gemaakt. Ik zou daarom ook graag zien dat zo'n belletje niet meer van de drukte afhangt. Voor iemand die dit voor het eerst doet, is dat het verschil tussen een moeilijk gesprek en een gesprek waar je nog maanden last van hebt.

Met vriendelijke groet,

Roos Verhoeven
Lindelaan 14
3705 AB Zeist
06 12345678
`

func randomLetters(n int) string {
	r := rand.New(rand.NewSource(1))
	b := make([]byte, n)
	for i := range b {
		if b[i] = byte('a' + r.Intn(26)); r.Intn(6) == 0 {
			b[i] = ' '
		}
	}
	return string(b)
}

func recogniseAll(in Input) {
	r := Read(in)
	r.Complaint()
	r.Spam()
	r.Doubts(testReceived)
	r.Find()
	r.Language()
}

func BenchmarkRecognise(b *testing.B) {
	big := strings.Repeat(ordinaryMail, 1<<20/len(ordinaryMail)+1)
	for _, c := range []struct{ name, text string }{
		{"ordinary", ordinaryMail},
		{"random", randomLetters(5 << 10)},
		{"one line", strings.ReplaceAll(randomLetters(5<<10), " ", "")},
		{"megabyte", big[:1<<20]},
		{"random megabyte", randomLetters(1 << 20)},
	} {
		in := Input{Subject: "Mijn ervaring met het gesprek", Text: c.text, FromName: "Roos Verhoeven", FromAddr: "roos@voorbeeld.nl", To: "klachten@perspectief.example", Staff: testStaff}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			recogniseAll(in) // derive the words of the patterns
			for b.Loop() {
				recogniseAll(in)
			}
		})
	}
}

// filters are those of the recognisers, with a name for messages.
func filters() map[string]*filter {
	return map[string]*filter{"recognisers": recognisers(), "phrases": phrases(), "answers": answers()}
}

// mustAgree holds every pattern of f against s with and without the filter.
func mustAgree(t *testing.T, f *filter, s string) {
	t.Helper()
	whole := text{low: s, h: f.scan(s)}
	pieces := map[rune][]text{0: {whole}}
	if f == recognisers() {
		pieces[sentenceEnd] = whole.sentences()
		at := 0
		for l := range strings.SplitSeq(s, "\n") {
			pieces['\n'] = append(pieces['\n'], whole.sub(at, at+len(l)))
			at += len(l) + 1
		}
	}
	for re, n := range f.index {
		kind := rune(0)
		switch signs := f.cuts[f.pats[n].cut]; {
		case signs == 1<<strings.IndexByte(stops, '\n'):
			kind = '\n'
		case signs>>strings.IndexByte(stops, sentenceEnd)&1 == 1:
			kind = sentenceEnd
		}
		for _, p := range pieces[kind] {
			want := re.FindAllStringIndex(p.low, -1)
			var got [][]int
			p.each(re, func(m []int) bool {
				got = append(got, m[:2])
				return true
			})
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%.60s in %q: %v, want %v", re, p.low, got, want)
			}
		}
	}
}

// soup gives words that patterns look for, in any order: what is hardest for
// them.
func soup(f *filter, r *rand.Rand, words int) string {
	const signs = " abcdefghijklmnopqrstuvwxyz0123456789_"
	var b strings.Builder
	for range words {
		n, w := int32(0), ""
		for f.nodes[n].next != 0 && (f.nodes[n].use == f.nodes[n].useEnd || r.Intn(3) > 0) {
			c := byte(r.Intn(classes))
			if k := f.step(n, c); k != 0 {
				n, w = k, w+signs[c:c+1]
			}
		}
		b.WriteString(w)
		b.WriteString([]string{" ", " ", " ", ", ", ". ", "\n", "en ", "? ", "-"}[r.Intn(9)])
	}
	return b.String()
}

func TestFilterHidesNothing(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	texts := []string{"", " ", ordinaryMail, newText(ordinaryMail).low, "é-klacht", "hoofdklacht is er", "m.b.t. klacht over", "ca. 2 jaar geleden. al twee\njaar"}
	for _, name := range []string{"complaint.tsv", "complaint-fresh.tsv", "doubts.tsv", "doubts-fresh.tsv", "phrases-mails.tsv"} {
		for _, row := range mustRows(t, name, 1) {
			texts = append(texts, newText(strings.Join(row, ".\n")).low)
		}
	}
	for name, f := range filters() {
		own := slices.Clone(texts)
		for range 300 {
			own = append(own, soup(f, r, 40))
		}
		for _, s := range own {
			mustAgree(t, f, s)
		}
		t.Logf("%s: %d patterns, %d rules, %d nodes over %d texts", name, len(f.pats), len(f.rules), len(f.nodes), len(own))
	}
}

func FuzzFilter(f *testing.F) {
	f.Add("ik wil een klacht indienen over uw bemiddelaar")
	f.Add("met 2 jaar en 3 maanden, ca. 1 jaar geleden")
	f.Add(soup(recognisers(), rand.New(rand.NewSource(4)), 20))
	f.Fuzz(func(t *testing.T, s string) {
		s = head(s, 400)
		mustAgree(t, recognisers(), newText(s).low)
		mustAgree(t, phrases(), clean(s))
	})
}

// Of every pattern something must be derived, or it would run over every mail.
func TestEveryPatternHasWords(t *testing.T) {
	for name, f := range filters() {
		for re, n := range f.index {
			if f.pats[n].always {
				t.Errorf("%s: no words in %.80s", name, re)
			}
		}
	}
}

// What is counted here is what costs the time: the bytes that patterns are held
// against. Without the filter each of them would see the whole text.
func TestFewPatternsAreTried(t *testing.T) {
	for _, c := range []struct {
		name, text string
		times      int // the text, in all
	}{
		{"an ordinary mail", newText(ordinaryMail).low, 6},
		{"random letters", randomLetters(5 << 10), 1},
	} {
		h := recognisers().scan(c.text)
		n := 0
		for re := range h.f.index {
			if slices.Contains([]*pattern{firstPerson, doer, greetingStart}, re) {
				continue // stop at the first, or look at the start of a line
			}
			h.stretches(re, 0, len(c.text), func(i, j int) bool {
				n += j - i
				return true
			})
		}
		t.Logf("%s: %d patterns see %d bytes of %d", c.name, len(h.f.index), n, len(c.text))
		if n > c.times*len(c.text) {
			t.Errorf("%s: patterns see %d bytes of %d, want %d times at most", c.name, n, len(c.text), c.times)
		}
	}
}

// Nobody's mail holds up the others. The bound leaves room for the race detector
// on a busy machine; what is meant is 100 ms for 1 MB.
func TestMegabyteOfAnythingIsReadAtOnce(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	of := func(s string) string { return strings.Repeat(s, 1<<20/len(s)) }
	for name, s := range map[string]string{
		"words of the patterns": of(soup(recognisers(), r, 4000)), "one sentence": of("ik wil over de klacht mijn niet zo "), "klacht": of("ik klacht "),
		"fields": of("naam: klacht\n"), "digits": of("06 "), "ages": of("ik ben 5 "), "addresses": of("a@b.nl "), "at": of("@"), "brackets": of("(0"), "labels": of("\n:a"),
		"greetings": of("geachte beste \n"), "roles": of("uw bemiddelaar Van De "), "names": of("Klacht Over Jan "), "streets": of("ik woon op de Laan 3 "),
		"accents": of("é̀"), "points": of("."), "blanks": of(" \n"), "letters": randomLetters(1 << 20), "zeros": of("\x00"), "broken": of("\xff"),
	} {
		in := Input{Subject: "klacht", Text: s, FromName: "Jan Jansen", Staff: testStaff}
		start := time.Now()
		recogniseAll(in)
		d := time.Since(start)
		t.Logf("%s: %v", name, d.Round(time.Millisecond/10))
		if d > 3*time.Second {
			t.Errorf("%s: 1 MB took %v", name, d)
		}
	}
}

func TestExcerpt(t *testing.T) {
	start, end := "Ik dien een klacht in over uw bemiddelaar.\n", "\nMet vriendelijke groet,\n\nRoos Verhoeven\nLindelaan 14\n3705 AB Zeist\n"
	in := Input{Text: start + strings.Repeat("En toen gebeurde er dit en dat. ", 40000) + end}
	r := Read(in)
	if len(r.in.Text) > maxStory+maxEnd+2 {
		t.Errorf("%d bytes are read", len(r.in.Text))
	}
	if v := r.Complaint(); v < 0.6 {
		t.Errorf("Complaint() = %.2f for a complaint of 1 MB", v)
	}
	if d := r.Find(); d.Name != "Roos Verhoeven" || d.Address != "Lindelaan 14, 3705 AB Zeist" {
		t.Errorf("Find() = %q, %q below 1 MB", d.Name, d.Address)
	}
	if found := r.Doubts(testReceived); len(found) != 1 || found[0].Doubt != DoubtLong {
		t.Errorf("Doubts() = %v, want that it is long", found)
	}
}
