package daemon_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

const (
	theCase  = workflow.Number("K-2026-0001")
	theTag   = "K-2026-0001-3"
	sanne    = "sanne.de.boer@perspectief.example"
	annaWork = "a.bakker@werk.voorbeeld.example"
)

// opened is a house with one complaint that the director has.
func opened(t *testing.T, f func(h *house)) {
	t.Helper()
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{sanne, annaWork}}, nil, func(h *house) {
		h.Send(anna, "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		f(h)
	})
}

// sent presses Send on a draft and lets time pass.
func sent(h *house, with string) {
	h.T.Helper()
	h.SendDraft(with, nil)
	time.Sleep(20 * time.Minute)
}

// employee puts the employee on file, by a letter to the mailbox itself.
func employee(h *house) {
	h.T.Helper()
	note(h, theTag, "medewerker\nnaam: Sanne de Boer\nmailadres: "+sanne)
	sent(h, sanne)
}

// TestWithdrawnAndUndone: who has the case hears of both, without a word of hers.
func TestWithdrawnAndUndone(t *testing.T) {
	opened(t, func(h *house) {
		says(h, iPhone, "Anna Bakker", cmdtest.Complainant, "Ik trek mijn klacht in.\n\nMet vriendelijke groet,\nAnna KANARIE-1")
		if c := h.TheCase(theCase); c.Outcome != workflow.OutcomeWithdrawn {
			t.Fatalf("the case is %s %q", c.Status, c.Outcome)
		}
		says(h, outlookMobile, "Anna Bakker", cmdtest.Complainant, "Bedankt!")
		mustStatus(h, theCase, workflow.StatusClosed)
		answer(h, gmailWeb, written{Name: "Anna Bakker", Addr: cmdtest.Complainant, Of: closingOf(h), Text: "Ik trek mijn klacht niet in.\n\nGroet,\nAnna KANARIE-2"})
		h.Until("2026-04-14 15:00")
		mustStatus(h, theCase, workflow.StatusWithDirector)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "afsluiting", "bericht-ontvangen", "heropend"},
			cmdtest.Director:    {"klacht-directeur", "tussenbericht ingetrokken", "tussenbericht heropend"},
			cmdtest.Committee:   {"actie na_sluiting"},
		})
		wantUnsaid(h, []string{"KANARIE-1", "KANARIE-2"})
	})
}

// closingOf is the closing in the complainant's mailbox.
func closingOf(h *house) original {
	h.T.Helper()
	kinds := kindsOf(h)
	for _, e := range ledger(h, kinds, cmdtest.Complainant, "INBOX") {
		if e.kind == string(workflow.TemplateClosing) {
			o := originalOf(h.T, e.raw)
			o.Received = e.m.Received
			return o
		}
	}
	h.T.Fatal("no closing")
	return original{}
}

// TestStoppedByLink: the links of the choices work without a thread, and the one of
// the closing undoes it.
func TestStoppedByLink(t *testing.T) {
	opened(t, func(h *house) {
		says(h, outlookDesktop, "Marieke de Wit", cmdtest.Director, "Ik bied excuses aan.")
		sent(h, "excuses")
		link := func(digit string) {
			t.Helper()
			list := raws(h, cmdtest.Complainant, "INBOX")
			subject, body := mailtoOf(t, string(list[len(list)-1]), digit)
			h.Send(cmdtest.Complainant, subject, body+"\n\nVerstuurd vanaf mijn iPhone")
			time.Sleep(20 * time.Minute)
		}
		link("2")
		mustStatus(h, theCase, workflow.StatusChoosing)
		link("2")
		if c := h.TheCase(theCase); c.Outcome != workflow.OutcomeNotSettled {
			t.Fatalf("the case is %s %q", c.Status, c.Outcome)
		}
		link("1")
		mustStatus(h, theCase, workflow.StatusChoosing)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "brief voorstel", "keuze-commissie", "afsluiting", "heropend"},
			cmdtest.Director:    {"klacht-directeur"},
			cmdtest.Committee:   {"actie antwoord_directeur"},
		})
	})
}

// TestSupplementBelowTheQuote: what was missing is answered below the quote.
func TestSupplementBelowTheQuote(t *testing.T) {
	from(t, "2026-04-14 10:00", plain, nil, func(h *house) {
		h.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		h.Until("2026-04-14 10:20")
		mustStatus(h, theCase, workflow.StatusIncomplete)
		answer(h, thunderbird, written{Name: "A. B.", Addr: cmdtest.Complainant, Of: newest(h, cmdtest.Complainant), Below: "Mijn naam is Anna Bakker."})
		h.Until("2026-04-14 11:00")
		mustStatus(h, theCase, workflow.StatusWithDirector)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "in-behandeling"},
			cmdtest.Director:    {"klacht-directeur"},
		})
		wantNoProofs(h, cmdtest.Director)
	})
}

// wantNoProofs checks that nobody but the complainant got an answer code of his.
func wantNoProofs(h *house, addrs ...string) {
	h.T.Helper()
	var codes []string
	for _, m := range h.Got(cmdtest.Complainant, "INBOX") {
		codes = append(codes, codeLine(m.Text)...)
	}
	for _, addr := range addrs {
		for i, raw := range raws(h, addr, "INBOX") {
			for _, code := range codes {
				if strings.Contains(decoded(raw), code) {
					h.T.Errorf("mail %d to %s shows the complainant's answer code", i+1, addr)
				}
			}
		}
	}
}

// TestExtended: everybody hears of the one new date, and a second time takes consent.
func TestExtended(t *testing.T) {
	opened(t, func(h *house) {
		employee(h)
		note(h, theTag, "verlengen")
		note(h, theTag, "Verlengen")
		note(h, theTag, "verder uitstel\ntot: 15 augustus 2026")
		says(h, samsung, "Anna Bakker", cmdtest.Complainant, "1")
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "verdaging", "uitstel-akkoord", "tussenbericht uitstel_ja"},
			cmdtest.Director:    {"klacht-directeur", "tussenbericht uitstel_ja"},
			sanne:               {"verdaging-medewerker"},
			cmdtest.Committee:   {"hulp kan_nu_niet"},
		})
		for _, m := range []string{h.Text(cmdtest.Complainant), h.Text(cmdtest.Director)} {
			if !strings.Contains(m, "15 augustus 2026") {
				t.Errorf("the agreed date is not told: %s", m)
			}
		}
	})
}

// TestNotesMailNobody: notes, and calls that say nothing of the closed list.
func TestNotesMailNobody(t *testing.T) {
	opened(t, func(h *house) {
		note(h, theTag, "notitie KANARIE: mevrouw klonk boos.")
		note(h, theTag, "telefoon: KANARIE, klager is misschien tevreden als zij een brief krijgt")
		note(h, theTag, "Telefoon met KANARIE. Zij belt terug.")
		note(h, theTag, "Ik denk dat wij dit KANARIE zo laten.")
		wantMails(h, map[string][]string{cmdtest.Complainant: {"ontvangstbevestiging"}, cmdtest.Director: {"klacht-directeur"}})
		note(h, theTag, "telefoon: klager trekt in")
		if c := h.TheCase(theCase); c.Outcome != workflow.OutcomeWithdrawn || c.Course.ClosedBy != workflow.ClosedByNote {
			t.Errorf("the case is %s %q by %q", c.Status, c.Outcome, c.Course.ClosedBy)
		}
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "afsluiting"},
			cmdtest.Director:    {"klacht-directeur", "tussenbericht ingetrokken"},
		})
		if s := h.Text(cmdtest.Complainant); !strings.Contains(s, "telefoon") {
			t.Errorf("the closing does not say on what it rests: %s", s)
		}
		wantUnsaid(h, []string{"KANARIE"})
	})
}

// TestLetterInAnswerToActie: a letter to the complainant in answer to an Actie went
// to nobody, and says so; from Concepten it goes.
func TestLetterInAnswerToActie(t *testing.T) {
	opened(t, func(h *house) {
		says(h, thunderbird, "Marieke de Wit", cmdtest.Director, "Ik weet nog niets.")
		h.AnswerActie(h.Actie("K-2026-0001"), "Beste mevrouw Bakker, dank voor uw geduld.\n\nKANARIE: de directeur zoekt het uit.\n\nMet vriendelijke groet,\nKarin van Haperen")
		h.Until("2026-04-14 12:00")
		wantUnsaid(h, []string{"KANARIE"})
		sent(h, "KANARIE")
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "brief brief"},
			cmdtest.Director:    {"klacht-directeur"},
			cmdtest.Committee:   {"actie antwoord_directeur", "hulp niet_gestuurd"},
			"Concepten":         {"brief voorstel"},
		})
		letter := h.Last(cmdtest.Complainant, "INBOX").Text
		for _, once := range []string{"dank voor uw geduld", "Met vriendelijke groet", "Karin van Haperen\n"} {
			if n := strings.Count(letter, once); n != 1 {
				t.Errorf("%d times %q in\n%s", n, once, letter)
			}
		}
	})
}

// TestJoinedAndSplit: two complaints become one, and a second one of the same person
// becomes a case of its own.
func TestJoinedAndSplit(t *testing.T) {
	opened(t, func(h *house) {
		h.Send("Bert Smit <"+annaWork+">", "klacht", "Ik wil een klacht indienen over bemiddelaar Sanne de Boer.\nZij heeft KANARIE-BERT op 2 april met de andere partij gebeld.\n\nBert Smit")
		h.Until("2026-04-14 10:40")
		second := workflow.Number("K-2026-0002")
		note(h, second.Tag(), "samenvoegen\nmet: "+theTag)
		if c := h.TheCase(second); c.Outcome != workflow.OutcomeJoined {
			t.Fatalf("%s is %s %q", second, c.Status, c.Outcome)
		}
		wantUnsaid(h, []string{"KANARIE-BERT"}, cmdtest.Director+" klacht-directeur")
		sent(h, "KANARIE-BERT")
		answer(h, iPhone, written{Name: "Anna Bakker", Addr: cmdtest.Complainant, Of: newest(h, cmdtest.Complainant), Text: "Ik heb nog een andere klacht: KANARIE-ANNA heeft mij uitgescholden aan de balie."})
		h.Until("2026-04-14 12:00")
		h.AnswerActie(h.ActieWith("de klager heeft geschreven"), "9")
		h.Until("2026-04-14 12:20")
		h.AnswerActie(h.Actie(theTag), numberOf(h, "splitsen"))
		h.Until("2026-04-14 13:00")
		mustStatus(h, "K-2026-0003", workflow.StatusWithDirector)
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "bericht-ontvangen"},
			annaWork:            {"ontvangstbevestiging", "tussenbericht samengevoegd"},
			cmdtest.Director:    {"klacht-directeur", "klacht-directeur", "tussenbericht samengevoegd", "brief doorsturen", "klacht-directeur"},
			cmdtest.Committee:   {"actie bericht_klager", "hulp lijst", "actie concept_vervallen", "actie niet_bevestigd"},
			"Concepten":         {"brief doorsturen"}, // hers to throw away
		})
		wantUnsaid(h, []string{"KANARIE-ANNA"}, cmdtest.Director+" klacht-directeur")
	})
}

// numberOf is the number of an item in the newest list of what can be done.
func numberOf(h *house, word string) string {
	h.T.Helper()
	for line := range strings.Lines(h.Actie(theTag).Text) {
		f := strings.Fields(line)
		if len(f) > 1 && strings.Join(f[1:], " ") == word {
			return strings.Trim(f[0], ".:)")
		}
	}
	h.T.Fatalf("no %s in\n%s", word, h.Actie(theTag).Text)
	return ""
}

// TestNewAddress: somebody writes from elsewhere; only what she sends to herself
// changes where mail goes.
func TestNewAddress(t *testing.T) {
	opened(t, func(h *house) {
		answer(h, gmailWeb, written{Name: "Anna Bakker", Addr: annaWork, Of: newest(h, cmdtest.Complainant), Text: "KANARIE, schrijf mij voortaan hier."})
		h.Until("2026-04-14 10:40")
		says(h, iPhonePlain, "Anna Bakker", cmdtest.Complainant, "Ja, dat was ik")
		h.AnswerActie(h.ActieWith("ander mailadres"), "1")
		h.Until("2026-04-14 11:30")
		note(h, theTag, "telefoon: nog niets")
		sent(h, annaWork)
		note(h, theTag, "verlengen")
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "ander-adres"},
			annaWork:            {"verdaging"},
			cmdtest.Director:    {"klacht-directeur"},
			cmdtest.Committee:   {"actie ander_adres", "actie ander_adres"},
		})
		wantUnsaid(h, []string{"KANARIE"})
	})
}

// TestEmployeeCopyTellsNothing: nothing with which somebody finds the complainant
// stands in any mail to the employee: not in the text, not in an earlier mail that is
// quoted, not in a header line.
func TestEmployeeCopyTellsNothing(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{sanne}}, nil, func(h *house) {
		raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: klacht\r\nMessage-ID: <anna.bakker-1@laptop.kanarie-host.voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			cmdtest.Complainant, cmdtest.Committee, strings.ReplaceAll("Ik wil een klacht indienen over Sanne de Boer.\nZij heeft mij op 2 april niet teruggebeld op 06-12345678.\nZij weet dat ik op de Lindelaan 12 in Utrecht (3512AB) woon.\nMail mij op anna punt bakker apenstaart voorbeeld.nl of anna@ander.example.", "\n", "\r\n"))
		h.Srv.Deliver(cmdtest.Committee, []byte(raw))
		h.Until("2026-04-14 10:20")
		says(h, outlookDesktop, "Anna Bakker", cmdtest.Complainant, "Mijn naam is Anna Bakker. Het gesprek was in Zwolle.\nLindelaan 12, 3512 AB Utrecht, tel. 06 12 34 56 78.")
		mustStatus(h, theCase, workflow.StatusWithDirector)
		employee(h)
		note(h, theTag, "afschrift")
		sent(h, "teruggebeld")
		note(h, theTag, "verlengen")
		wantMails(h, map[string][]string{
			cmdtest.Complainant: {"ontvangstbevestiging", "in-behandeling", "verdaging"},
			cmdtest.Director:    {"klacht-directeur"},
			sanne:               {"brief afschrift-medewerker", "verdaging-medewerker"},
		})
		wantUnsaid(h, []string{"12345678", "12 34 56 78", "Lindelaan", "3512 AB", "3512AB", cmdtest.Complainant, "anna@ander", "kanarie-host", "anna punt bakker", "7654321", "765 43 21"},
			cmdtest.Director+" klacht-directeur", cmdtest.Complainant)
		wantNoProofs(h, sanne, cmdtest.Director)
		if s := h.Got(sanne, "INBOX")[0].Text; strings.Contains(s, "Onderwerp:") || !strings.Contains(s, "niet teruggebeld") || !strings.Contains(s, "in Zwolle") {
			t.Errorf("the copy is not the complaint alone:\n%s", s)
		}
	})
}
