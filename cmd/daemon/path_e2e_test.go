package daemon_test

import (
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestSettledInEveryClient: the complaint is settled whatever client each side
// answers with, and the two of them and the secretary get no mail too many.
func TestSettledInEveryClient(t *testing.T) {
	for i, s := range shapes {
		director := shapes[(i+3)%len(shapes)]
		o := plain
		if i%2 == 1 {
			o = exchange
		}
		until := "2026-04-15 12:00"
		if i == 0 {
			until = "2026-05-01 12:00" // past every reminder and the day of undoing
		}
		t.Run(s.name, func(t *testing.T) { settledBy(t, o, until, director.write, s.write) })
	}
}

func settledBy(t *testing.T, o mailtest.Options, until string, director, complainant func(written) []byte) {
	from(t, "2026-04-14 10:00", o, nil, func(h *house) {
		toProposal(h, director, "Ik heb mevrouw Bakker gebeld.\nKANARIE-DIRECTEUR: ik bied excuses aan, en zij krijgt een andere bemiddelaar.")
		wantUnsaid(h, []string{"KANARIE-DIRECTEUR"})
		h.SendDraft("KANARIE-DIRECTEUR", nil)
		time.Sleep(20 * time.Minute)
		mustStatus(h, "K-2026-0001", workflow.StatusProposed)
		says(h, complainant, "Anna Bakker", cmdtest.Complainant, "KANARIE-KLAGER.\nIk ben tevreden met deze oplossing.")
		mustStatus(h, "K-2026-0001", workflow.StatusClosed)
		h.Until(until)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "brief voorstel", "afsluiting"},
			cmdtest.Director:    {"klacht-directeur"},
			cmdtest.Committee:   {"actie antwoord_directeur"},
		})
		wantUnsaid(h, []string{"KANARIE-DIRECTEUR"}, cmdtest.Complainant+" brief voorstel")
		wantUnsaid(h, []string{"KANARIE-KLAGER"})
		wantUnsaid(h, []string{"zonder mijn toestemming"}, cmdtest.Director+" klacht-directeur")
	})
}

// TestThreeUnclearAnswers: answers that decide nothing, one of them clear but from an
// address that nobody put on file. Nothing is decided until the secretary reads them,
// and the other address hears nothing.
func TestThreeUnclearAnswers(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    mailtest.Options
	}{{"plain server", plain}, {"Exchange", exchange}} {
		t.Run(tt.name, func(t *testing.T) { unclear(t, tt.o) })
	}
}

func unclear(t *testing.T, o mailtest.Options) {
	o.Accounts = []string{annaWork}
	from(t, "2026-04-14 10:00", o, nil, func(h *house) {
		toProposal(h, outlookDesktop, "Beste Karin,\n\nKANARIE-DIRECTEUR: ik bied excuses aan, en zij krijgt een andere bemiddelaar.")
		sent(h, "KANARIE-DIRECTEUR")
		letter := newest(h, cmdtest.Complainant)
		say := func(at string, s func(written) []byte, w written) {
			t.Helper()
			h.Until(at)
			w.Name, w.Of = "Anna Bakker", letter
			answer(h, s, w)
			time.Sleep(20 * time.Minute)
			mustStatus(h, theCase, workflow.StatusProposed)
		}
		say("2026-04-15 21:00", outlookDesktop, written{Addr: cmdtest.Complainant, Text: "Zie mijn antwoord hieronder in het rood. KANARIE-A", Between: "1, maar alleen als zij echt weg is.", After: "Antwoord op deze mail"})
		say("2026-04-16 13:00", gmailWeb, written{Addr: annaWork, Text: "Ja, ik ben tevreden. KANARIE-B"})
		say("2026-04-17 22:00", iPhone, written{Addr: cmdtest.Complainant, Text: "Dat van de bemiddelaar is goed, die excuses niet. KANARIE-C"})
		h.Until("2026-04-21 09:00")
		h.AnswerActie(h.ActieWith("wat bedoelt de klager"), "2")
		h.Until("2026-04-21 10:00")
		mustStatus(h, theCase, workflow.StatusChoosing)
		says(h, outlookMobile, "Anna Bakker", cmdtest.Complainant, "Doe maar de commissie.")
		mustStatus(h, theCase, workflow.StatusAdmissibility)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "brief voorstel", "bericht-ontvangen", "ander-adres", "bericht-ontvangen", "keuze-commissie", "bij-commissie"},
			cmdtest.Director:    {"klacht-directeur"},
			cmdtest.Committee:   {"actie antwoord_directeur", "actie antwoord_onduidelijk", "actie ander_adres", "actie antwoord_onduidelijk"}, // the last names the other two
		})
		wantUnsaid(h, []string{"KANARIE-A", "KANARIE-B", "KANARIE-C"})
		wantUnsaid(h, []string{"KANARIE-DIRECTEUR"}, cmdtest.Complainant+" brief voorstel")
		wantNoProofs(h, cmdtest.Director)
	})
}

// TestWhereAnswersStand: above, below and between the lines of a quote. Words that
// the reader cannot tell from the quote wait for the secretary; none decides.
func TestWhereAnswersStand(t *testing.T) {
	for i, s := range shapes {
		o := plain
		if i%2 == 0 {
			o = exchange
		}
		t.Run(s.name, func(t *testing.T) {
			from(t, "2026-04-14 10:00", o, nil, func(h *house) {
				toProposal(h, thunderbird, "Ik bied excuses aan.")
				sent(h, "Ik bied excuses aan")
				letter := newest(h, cmdtest.Complainant)
				base := written{Name: "Anna Bakker", Addr: cmdtest.Complainant, Of: letter}
				for _, w := range []written{
					{Text: "Zie hieronder.", Between: "Dat weet ik nog niet.", After: "Antwoord op deze mail"},
					{Below: "Daar denk ik nog over."},
					{Text: "Ja, maar zie mijn opmerkingen hieronder.", Between: "Dit klopt niet.", After: "Antwoord op deze mail"},
				} {
					w.Name, w.Addr, w.Of = base.Name, base.Addr, base.Of
					answer(h, s.write, w)
					time.Sleep(20 * time.Minute)
					mustStatus(h, theCase, workflow.StatusProposed)
				}
				base.Text = "Beste mevrouw van Haperen,\n\nNee, ik ben niet tevreden."
				answer(h, s.write, base)
				time.Sleep(20 * time.Minute)
				mustStatus(h, theCase, workflow.StatusChoosing)
			})
		})
	}
}

// TestAnswerThatPointsElsewhere: a clear word that goes on "zie hieronder" decides
// nothing: what stands between the lines of a quote is lost in clients that do not
// mark the quote, and may take the word back.
func TestAnswerThatPointsElsewhere(t *testing.T) {
	for i, text := range []string{
		"1\n\nZie hieronder.", "1, zie mijn opmerkingen in rood", "Ja, ik ben tevreden. Zie ook mijn opmerkingen hieronder.",
		"Ik ben tevreden. Mijn antwoorden staan tussen de tekst.", "Ik trek mijn klacht in, zie de bijlage.",
	} {
		from(t, "2026-04-14 10:00", exchange, nil, func(h *house) {
			toProposal(h, iPhone, "Ik bied excuses aan.")
			sent(h, "Ik bied excuses aan")
			client := shapes[[]int{1, 2, 8, 0, 6}[i]]
			answer(h, client.write, written{Name: "Anna Bakker", Addr: cmdtest.Complainant, Of: newest(h, cmdtest.Complainant), Text: text,
				Between: "Maar alleen als zij nooit meer terugkomt.", After: "Antwoord op deze mail"})
			time.Sleep(20 * time.Minute)
			if c := h.TheCase(theCase); c.Status != workflow.StatusProposed || !c.NeedsHuman {
				t.Errorf("%s, %q: the case is %s %q", client.name, text, c.Status, c.Outcome)
			}
		})
	}
}
