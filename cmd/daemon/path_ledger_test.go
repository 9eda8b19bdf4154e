package daemon_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

type house = daemontest.House

var (
	plain    = mailtest.Options{}
	exchange = mailtest.Options{Exchange: true}
)

const (
	anna  = "Anna Bakker <" + cmdtest.Complainant + ">"
	board = daemontest.Board
)

// raws are the bytes of the mails in a folder.
func raws(h *house, addr, folder string) (list [][]byte) {
	for _, m := range h.Srv.Messages(addr, folder) {
		list = append(list, m.Raw)
	}
	return list
}

// newest is the last mail somebody got, to be answered.
func newest(h *house, addr string) original {
	h.T.Helper()
	list := h.Srv.Messages(addr, "INBOX")
	if len(list) == 0 {
		h.T.Fatalf("no mail at %s", addr)
	}
	o := originalOf(h.T, list[len(list)-1].Raw)
	o.Received = list[len(list)-1].InternalDate.In(h.Config.Location)
	return o
}

// answer lets somebody answer a mail in a client.
func answer(h *house, s func(written) []byte, w written) {
	h.T.Helper()
	w.Now = time.Now()
	if err := h.Srv.Submit(w.Addr, []string{cmdtest.Committee}, s(w)); err != nil {
		h.T.Fatal(err)
	}
}

// says is answer to the newest mail with text above the quote.
func says(h *house, s func(written) []byte, name, addr, text string) {
	h.T.Helper()
	answer(h, s, written{Name: name, Addr: addr, Of: newest(h, addr), Text: text})
	time.Sleep(20 * time.Minute)
}

// toProposal brings a complaint to the letter of the director's answer in Concepten.
func toProposal(h *house, s func(written) []byte, words string) {
	h.T.Helper()
	h.Send(anna, "Klacht", cmdtest.Story)
	time.Sleep(20 * time.Minute)
	says(h, s, "Marieke de Wit", cmdtest.Director, words)
}

// note is a mail of the secretary to the mailbox itself, about a case.
func note(h *house, tag, text string) {
	h.T.Helper()
	raw := fmt.Sprintf("From: Karin van Haperen <%[1]s>\r\nTo: %[1]s\r\nSubject: [%[2]s]\r\nMessage-ID: <notitie-%[3]d@perspectief.example>\r\nDate: %[4]s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[5]s\r\n",
		cmdtest.Committee, tag, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), strings.ReplaceAll(text, "\n", "\r\n"))
	h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), []byte(raw), "\\Seen")
	time.Sleep(20 * time.Minute)
}

// entry is one mail as the ledger tells it.
type entry struct {
	addr, kind string
	raw        []byte
	m          workflow.Message
}

// kindsOf names the mails of the program by the header line that only it makes.
func kindsOf(h *house) map[string]string {
	h.T.Helper()
	kinds := map[string]string{}
	matters := []string{workflow.OfficeKey}
	for n := 1; n < 6; n++ {
		matters = append(matters, fmt.Sprintf("K-2026-%04d", n), fmt.Sprintf("I-%d", n))
	}
	err := h.DB.View(h.T.Context(), func(tx *store.Tx) error {
		for _, matter := range matters {
			list, err := tx.OutgoingOf(matter)
			if err != nil {
				return err
			}
			asked := map[string]workflow.Reason{}
			if c, err := tx.Case(workflow.Number(matter)); err == nil {
				for _, q := range c.Questions {
					asked[q.Key] = q.Reason
				}
			}
			for _, o := range list {
				n, _, err := tx.Notice(o.Notice)
				if err != nil {
					return err
				}
				kind := string(o.Template)
				switch {
				case n.News != "":
					kind += " " + string(n.News)
				case n.Reason != "":
					kind += " " + string(n.Reason)
				case o.Template == workflow.TemplateActie:
					kind += " " + string(asked[n.Question])
					if n.Stage > 0 {
						kind += " opnieuw"
					}
				}
				kinds[o.Mark] = kind
			}
		}
		return nil
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return kinds
}

var markOfLetter = regexp.MustCompile(`Ons kenmerk:\s+\S+/([A-Z])\d`)

var letterOf = map[string]workflow.Template{
	"P": workflow.TemplateTrialLetter, "V": workflow.TemplateProposal, "A": workflow.TemplateAsk, "N": workflow.TemplateNotTakenUp,
	"D": workflow.TemplateForward, "M": workflow.TemplateEmployeeCopy, "C": workflow.TemplateCorrection, "B": workflow.TemplateLetter,
	"W": workflow.TemplateChange, "R": workflow.TemplateReferred, "G": workflow.TemplateNoComplaint,
}

// ledger tells of every mail in a folder what it is: a mail of the program, a letter
// that a person sent, or what somebody wrote.
func ledger(h *house, kinds map[string]string, addr, folder string) (list []entry) {
	h.T.Helper()
	got := h.Got(addr, folder)
	for i, raw := range raws(h, addr, folder) {
		e := entry{addr: addr, m: got[i], raw: raw}
		kind, ours := kinds[e.m.Ours]
		letter := markOfLetter.FindStringSubmatch(e.m.Text)
		switch {
		case ours && e.m.Ours != "":
			e.kind = kind
		case letter != nil && e.m.From.Addr() == cmdtest.Committee:
			e.kind = "brief " + string(letterOf[letter[1]])
		default:
			e.kind = "van " + e.m.FromShown.Addr()
		}
		list = append(list, e)
	}
	return list
}

// wantMails checks each mail in each mailbox: who got what, in which order. Of the
// committee's mailbox only what the program put there; "Concepten" are the drafts.
// The weekly overview is left out.
func wantMails(h *house, want map[string][]string) {
	h.T.Helper()
	kinds := kindsOf(h)
	for _, addr := range h.Srv.Accounts() {
		var got []string
		for _, e := range ledger(h, kinds, addr, "INBOX") {
			if addr == cmdtest.Committee && (strings.HasPrefix(e.kind, "van ") || strings.HasPrefix(e.kind, "brief ")) || e.kind == string(workflow.TemplateOverview) {
				continue
			}
			got = append(got, e.kind)
		}
		if !slices.Equal(got, want[addr]) {
			h.T.Errorf("%s got\n  %s\nwant\n  %s", addr, strings.Join(got, "\n  "), strings.Join(want[addr], "\n  "))
		}
	}
	var drafts []string
	for _, e := range ledger(h, kinds, cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
		if !strings.HasSuffix(e.kind, string(workflow.TemplateTrialLetter)) {
			drafts = append(drafts, e.kind)
		}
	}
	if !slices.Equal(drafts, want["Concepten"]) {
		h.T.Errorf("in Concepten lie %q, want %q", drafts, want["Concepten"])
	}
}

// wantUnsaid checks that words somebody typed, or what is known of him, stand in no
// mail but those of may ("adres soort", or all of an "adres"), in what people wrote to the committee
// themselves, and in her own copies of letters.
func wantUnsaid(h *house, words []string, may ...string) {
	h.T.Helper()
	kinds := kindsOf(h)
	for _, addr := range h.Srv.Accounts() {
		for _, e := range ledger(h, kinds, addr, "INBOX") {
			if slices.Contains(may, addr) || slices.Contains(may, addr+" "+e.kind) || addr == cmdtest.Committee && (strings.HasPrefix(e.kind, "brief ") || strings.HasPrefix(e.kind, "van ")) {
				continue
			}
			all := e.m.Subject + "\n" + e.m.Text + "\n" + decoded(e.raw)
			for _, w := range words {
				if strings.Contains(strings.ToLower(all), strings.ToLower(w)) {
					h.T.Errorf("%q stands in %s to %s", w, e.kind, addr)
				}
			}
		}
	}
}

// decoded is a mail with its parts and header lines in the clear.
func decoded(raw []byte) string {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	all := string(head)
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return all + string(raw)
	}
	e.Walk(func(_ []int, p *message.Entity, _ error) error {
		if kind, _, _ := p.Header.ContentType(); strings.HasPrefix(kind, "multipart/") {
			return nil // read here, its parts would stay in their codings
		}
		b, _ := io.ReadAll(p.Body)
		all += "\n" + string(b)
		return nil
	})
	return all
}

func mustStatus(h *house, n workflow.Number, s workflow.Status) {
	h.T.Helper()
	if c := h.TheCase(n); c.Status != s {
		h.T.Fatalf("%s is %s %q, want %s", n, c.Status, c.Outcome, s)
	}
}

// codeLine finds the answer codes that a mail shows.
func codeLine(text string) []string { return printedCode.FindAllString(text, -1) }

var printedCode = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b`)
