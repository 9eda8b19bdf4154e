package daemon_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestOnPaper: a complainant without a mail address gets letters to print, and the
// terms count from the day she posted them.
func TestOnPaper(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		// A form of the website, sent by a machine: the writer has no address here.
		h.Send("Website <formulier@website.example>", "Formulier", cmdtest.Story, "Auto-Submitted: auto-generated\r\n")
		h.Until("2026-04-14 10:20")
		h.AnswerActie(h.ActieWith("formulier of apparaat"), "1")
		h.Until("2026-04-14 11:00")
		c := h.TheCase("K-2026-0001")
		if who := c.People[0]; !who.Address.IsZero() || who.Postal == "" {
			t.Fatalf("the complainant is %+v", who)
		}
		actie := h.ActieWith("druk een brief af")
		pdf := attachedPDF(t, h, actie)
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 5000 {
			t.Errorf("the Actie brings no letter to print: %d bytes", len(pdf))
		}
		if !strings.Contains(actie.Text, "Lindelaan 12") {
			t.Errorf("the Actie does not say where it goes:\n%s", actie.Text)
		}
		h.AnswerActie(actie, "1")
		h.Until("2026-04-14 12:00")
		for _, q := range h.TheCase("K-2026-0001").Questions {
			if q.Open() && q.Reason == workflow.ReasonPaper {
				t.Error("she posted it, and is asked still")
			}
		}
		h.WantMails(cmdtest.Complainant, 0)
	})
}

// TestScannedWithNumber: what the scanner sends joins the case whose number it bears;
// without one the secretary is asked, and the scanner is answered by nobody.
func TestScannedWithNumber(t *testing.T) {
	const scanner = "scanner@perspectief.example"
	scans := func(h *daemontest.House) { h.Config.Mailbox.Scanners = []string{scanner} }
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{scanner}}, scans, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Send("Scanner <"+scanner+">", "Scan [K-2026-0001-3]", "Zie de bijlage.")
		h.Send("Scanner <"+scanner+">", "Scan", cmdtest.Story)
		h.Until("2026-04-16 09:00")
		c := h.TheCase("K-2026-0001")
		if len(c.Course.File) != 1 || !c.NeedsHuman {
			t.Errorf("the file of the case is %v", c.Course.File)
		}
		h.AnswerActie(mailTo(t, h, cmdtest.Committee, "Is het een brief van de klager"), "5")
		mailTo(t, h, cmdtest.Committee, "bericht van een formulier of apparaat")
		h.Until("2026-04-16 10:00")
		if c := h.TheCase("K-2026-0001"); c.NeedsHuman {
			t.Error("she has read it, and it waits still")
		}
		h.WantMails(scanner, 0)
	})
}

// attachedPDF gives the PDF in a mail of the committee's mailbox.
func attachedPDF(t *testing.T, h *daemontest.House, m workflow.Message) []byte {
	t.Helper()
	for _, x := range h.Srv.Messages(cmdtest.Committee, "INBOX") {
		if !bytes.Contains(x.Raw, []byte(m.MessageID)) || !bytes.Contains(x.Raw, []byte("application/pdf")) {
			continue
		}
		_, rest, _ := bytes.Cut(x.Raw, []byte("application/pdf"))
		_, rest, _ = bytes.Cut(rest, []byte("\r\n\r\n"))
		body, _, _ := bytes.Cut(rest, []byte("\r\n--"))
		pdf, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(body), "\r\n", ""))
		if err != nil {
			t.Fatal(err)
		}
		return pdf
	}
	t.Fatal("no mail with a PDF")
	return nil
}
