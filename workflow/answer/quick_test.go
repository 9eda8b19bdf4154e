package answer

import (
	"math/rand"
	"strings"
	"testing"
)

// ordinaryMail is a complaint of about 5 kB as people write them: an account of
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
