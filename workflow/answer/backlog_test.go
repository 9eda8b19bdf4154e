package answer

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// backlogMails are mails as the measurement of a backlog has them: 5 kB of
// ordinary words, below a question to the office or below a complaint.
func backlogMails() (ordinary, complaint Input) {
	words := strings.Fields(`de het een en van ik dat niet in is op te zijn met voor die aan er om dan zou kunnen hebben
	was naar heb hoe nog bij uit ook maar wat dit mijn als worden door over werd gesprek afspraak kantoor brief datum
	telefoon week maandag dinsdag vraag antwoord graag vriendelijk bedankt verder eerder later samen iemand niemand altijd
	mensen dagen uren afgelopen volgende bericht informatie gegevens rustig duidelijk helaas gelukkig misschien natuurlijk`)
	r := rand.New(rand.NewPCG(1, 2))
	of := func(first string) Input {
		b := []byte(first)
		for n, line := 4<<10, 0; n > 0; n-- {
			w := words[r.IntN(len(words))]
			b = append(b, w...)
			if line += len(w) + 1; line > 70 {
				b = append(b, ".\n"...)
				line = 0
			} else {
				b = append(b, ' ')
			}
			n -= len(w)
		}
		return Input{Subject: "bericht 7", Text: string(b), FromName: "Klager Nummer7", FromAddr: "k7@voorbeeld.nl", To: "klachten@perspectief.example", Staff: testStaff}
	}
	return of("Kunt u mij laten weten wanneer het kantoor open is?\n\n"),
		of("Hierbij dien ik een klacht in over mijn bemiddelaar. Hij kwam niet opdagen.\nAnna Bakker\n\n")
}

// BenchmarkBacklog asks of a mail what the procedure asks when it comes in.
func BenchmarkBacklog(b *testing.B) {
	ordinary, complaint := backlogMails()
	b.Run("ordinary", func(b *testing.B) {
		b.SetBytes(int64(len(ordinary.Text)))
		b.ReportAllocs()
		for b.Loop() {
			r := Read(ordinary)
			r.Language()
			if r.Spam() || r.Complaint() >= plain {
				b.Fatal("taken for something else")
			}
			r.Crisis(testReceived)
		}
	})
	b.Run("complaint", func(b *testing.B) {
		b.SetBytes(int64(len(complaint.Text)))
		b.ReportAllocs()
		for b.Loop() {
			r := Read(complaint)
			r.Language()
			if r.Spam() || r.Complaint() < plain {
				b.Fatal("no complaint")
			}
			r.Find()
			r.Doubts(testReceived)
		}
	})
}
