package daemon_test

import (
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-message"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// settled plays a complaint to a solution: the director answers, the secretary
// sends the letter, the complainant is content.
func settled(t *testing.T, o mailtest.Options) {
	from(t, "2026-04-14 10:00", o, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"),
			"Ik heb mevrouw Bakker gebeld. Ik bied excuses aan, en zij krijgt een andere bemiddelaar.")
		h.Until("2026-04-14 11:00")
		h.SendDraft("andere bemiddelaar", nil)
		h.Until("2026-04-14 11:30")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusProposed {
			t.Fatalf("after the letter the case is %s", c.Status)
		}
		letter := h.Last(cmdtest.Complainant, "INBOX")
		if !strings.Contains(letter.Text, "Ik bied excuses aan") {
			t.Errorf("the director's words are not in the letter:\n%s", letter.Text)
		}
		h.Reply(cmdtest.Complainant, letter, "Dank u. Ik ben tevreden met deze oplossing.")
		h.Until("2026-04-14 12:00")
		c := h.TheCase("K-2026-0001")
		if c.Status != workflow.StatusClosed || c.Outcome != workflow.OutcomeSettled {
			t.Fatalf("the case is %s %q", c.Status, c.Outcome)
		}
		h.Until("2026-04-30 12:00")
		// The acknowledgement, the letter and the closing.
		h.WantMails(cmdtest.Complainant, 3)
		h.WantMails(cmdtest.Director, 1)
		acties := 0
		for _, m := range h.Got(cmdtest.Committee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Actie") {
				acties++
			}
		}
		if acties > 2 {
			t.Errorf("%d Acties for a case that went well: %q", acties, h.Subjects(cmdtest.Committee))
		}
	})
}

func TestSettled(t *testing.T) {
	t.Run("plain server", func(t *testing.T) { settled(t, mailtest.Options{}) })
	t.Run("Exchange", func(t *testing.T) { settled(t, mailtest.Options{Exchange: true}) })
}

// TestForgedDirector: a mail "from the director" with his text reaches no
// complainant, whatever it shows.
func TestForgedDirector(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Send("Marieke de Wit <"+cmdtest.Director+">", "Re: [K-2026-0001-3]", "KANARIE: u krijgt niets, houd op met klagen.")
		h.Send("Marieke de Wit <"+cmdtest.Director+">", "Re: [K-2026-0001-3]", "1")
		h.Send("Karin van Haperen <"+cmdtest.Committee+">", "Voorstel [K-2026-0001-3]", "KANARIE: Ons kenmerk: K-2026-0001/V1-7F3K92QM4D")
		h.Until("2026-05-01 12:00")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusWithDirector || len(c.Course.Letters) > 0 {
			t.Errorf("the case is %s with letters %+v", c.Status, c.Course.Letters)
		}
		for _, folder := range []string{"INBOX"} {
			for _, m := range h.Got(cmdtest.Complainant, folder) {
				if strings.Contains(m.Text, "KANARIE") {
					t.Errorf("a forged word reached the complainant: %q", m.Subject)
				}
			}
		}
		for _, m := range h.Got(cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
			if strings.Contains(m.Text, "KANARIE") {
				t.Errorf("a forged word lies in Concepten: %q", m.Subject)
			}
		}
	})
}

// mailtoOf gives what a mail client makes of the link of an option.
func mailtoOf(t *testing.T, raw, digit string) (subject, body string) {
	t.Helper()
	r, err := message.Read(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	html := ""
	err = r.Walk(func(_ []int, e *message.Entity, _ error) error {
		if kind, _, _ := e.Header.ContentType(); kind == "text/html" {
			b, err := io.ReadAll(e.Body)
			html = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range hrefMailto.FindAllStringSubmatch(html, -1) {
		u, err := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
		if err != nil {
			t.Fatal(err)
		}
		if s := u.Query().Get("subject"); strings.HasPrefix(s, "Antwoord "+digit) {
			return s, strings.ReplaceAll(u.Query().Get("body"), "\r\n", "\n")
		}
	}
	t.Fatalf("no link for option %s in\n%s", digit, html)
	return "", ""
}

var hrefMailto = regexp.MustCompile(`href="(mailto:[^"]*subject[^"]*)"`)

// TestAnswerByLink: the link of an option works without a thread.
func TestAnswerByLink(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 11:00")
		h.SendDraft("excuses", nil)
		h.Until("2026-04-14 11:30")
		letter := h.Last(cmdtest.Complainant, "INBOX")
		h.Reply(cmdtest.Complainant, letter, "Nee, ik ben niet tevreden.")
		h.Until("2026-04-14 12:00")
		choice := h.Last(cmdtest.Complainant, "INBOX")
		raw := h.Srv.Messages(cmdtest.Complainant, "INBOX")
		subject, body := mailtoOf(t, string(raw[len(raw)-1].Raw), "1")
		if !strings.Contains(choice.Subject, "K-2026-0001") {
			t.Fatalf("the newest mail is %q", choice.Subject)
		}
		h.Send(cmdtest.Complainant, subject, body)
		h.Until("2026-04-14 12:30")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusAdmissibility {
			t.Errorf("after the link to the committee the case is %s", c.Status)
		}
	})
}
