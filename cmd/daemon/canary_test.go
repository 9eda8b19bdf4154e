package daemon_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// canary is a person of a test whose every detail is a word that stands nowhere else.
type canary struct{ key, addr string }

// words are all that must not be found where it does not belong.
func (c canary) words() []string {
	var list []string
	for _, field := range []string{"Naam", "Straat", "Verhaal", "Onderwerp", "Bestand", "Vervolg", "Telefoon", "Medewerker", "Antwoord", "Brief"} {
		list = append(list, c.key+field)
	}
	return list
}

// complain sends a complaint in which all of them stand.
func (c canary) complain(h *daemontest.House) {
	text := fmt.Sprintf("Hierbij dien ik een klacht in over uw medewerker Jan %[1]sMedewerker. Op 2 april kwam hij niet: %[1]sVerhaal.\n\nGroet,\nEva %[1]sNaam\n%[1]sStraat 12, 3512 AB Utrecht\n06 12345678 (%[1]sTelefoon)", c.key)
	h.Srv.Deliver(cmdtest.Committee, fmt.Appendf(nil, "From: Eva %[1]sNaam <%[2]s>\r\nTo: %[3]s\r\nSubject: Klacht %[1]sOnderwerp\r\nMessage-ID: <%[1]s@voorbeeld.nl>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%[4]s\r\n--b\r\nContent-Type: text/plain; name=\"%[1]sBestand.txt\"\r\nContent-Disposition: attachment; filename=\"%[1]sBestand.txt\"\r\n\r\nx\r\n--b--\r\n",
		c.key, c.addr, cmdtest.Committee, strings.ReplaceAll(text, "\n", "\r\n")))
}

// shared is a buffer that the daemon's loops may write to at once.
type shared struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *shared) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(b)
}

// TestCanaries plays two complaints to the committee and a third that cannot be
// answered, with strangers and faults between, and looks for what the people told
// (PRIV-01, PRIV-12, LOOP-09): in the log, in the subjects and headers of our mails,
// in file names, and in the mails of the other case.
func TestCanaries(t *testing.T) {
	anna, piet := canary{"Anna", cmdtest.Complainant}, canary{"Piet", "pietkanarie@voorbeeld.nl"}
	lost := canary{"Roos", "permerror@voorbeeld.nl"}
	log := &shared{}
	from(t, "2026-04-14 10:00", mailtest.Options{CatchAll: true}, func(h *daemontest.House) { h.Log = log }, func(h *daemontest.House) {
		for i, c := range []canary{anna, piet, lost} {
			c.complain(h)
			h.Until(fmt.Sprintf("2026-04-14 10:%d0", i+1))
		}
		h.Send(anna.addr, "Nog iets AnnaOnderwerp "+annasTag, "AnnaVervolg")
		h.Send("vreemde@example.org", "Antwoord AnnaOnderwerp "+annasTag, "1 AnnaVervolg K7F3-9K2M-QX K7F3-9K2M-QY K7F3-9K2M-QZ K7F3-9K2M-QA K7F3-9K2M-QB")
		h.Srv.Deliver(cmdtest.Committee, []byte("From: AnnaNaam\r\nContent-Type: text/plain; charset=\"utf-32LE\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"+strings.Repeat("AnnaVerhaalRRRR\r\n", 200)))
		h.Until("2026-04-14 11:00")
		for _, m := range slices.Backward(h.Got(cmdtest.Director, "INBOX")) {
			if strings.Contains(m.Subject, "K-2026-0001") && len(h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts"))) < 3 {
				h.Reply(asMarike, m, "AnnaAntwoord: ik bied excuses aan.")
				break
			}
		}
		h.Until("2026-04-14 11:30")
		h.SendDraft("AnnaAntwoord", func(s string) string { return strings.Replace(s, "excuses", "AnnaBrief excuses", 1) })
		h.Until("2026-04-14 12:00")
		h.Reply(anna.addr, h.Last(anna.addr, "INBOX"), "Nee, AnnaVervolg, ik ben niet tevreden.")
		h.Until("2026-04-14 12:30")
		h.Reply(anna.addr, h.Last(anna.addr, "INBOX"), "Commissie")
		h.Write(annasTag, "notitie: AnnaVervolg")
		h.Until("2026-05-20 12:00")

		all := slices.Concat(anna.words(), piet.words(), lost.words())
		for _, word := range append(all, "anna.bakker", "pietkanarie", "permerror", "K7F3", "example.org") {
			if at := strings.Index(log.String(), word); at >= 0 {
				t.Errorf("%q in the log: …%s…", word, log.String()[max(0, at-100):min(log.Len(), at+100)])
			}
		}
		mails := 0
		for _, addr := range h.Srv.Accounts() {
			for _, m := range h.Srv.Messages(addr, "INBOX") {
				head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
				if !strings.Contains(head, "X-Klachtenpost:") {
					continue
				}
				mails++
				text := decoded(m.Raw)
				for _, word := range all {
					if strings.Contains(head, word) {
						t.Errorf("%q in a header of ours to %s:\n%s", word, addr, head)
					}
				}
				for _, pair := range [][2]canary{{anna, piet}, {piet, anna}, {anna, lost}} {
					own, other := pair[0], pair[1]
					about := addr == own.addr || strings.Contains(head, "K-2026-0001") && own == anna || strings.Contains(head, "K-2026-0002") && own == piet
					for _, word := range append(other.words(), other.addr) {
						if about && strings.Contains(text, word) {
							t.Errorf("%q of another case in a mail to %s:\n%s", word, addr, text)
						}
					}
				}
				if c := addr == anna.addr || addr == piet.addr; c && strings.Contains(text, "Vervolg") {
					t.Errorf("a word of the complainant's own in an automatic mail: %s", text)
				}
			}
		}
		filepath.WalkDir(filepath.Dir(h.Config.Store.Path), func(path string, _ fs.DirEntry, _ error) error {
			for _, word := range all {
				if strings.Contains(path, word) {
					t.Errorf("%q in a file name: %s", word, path)
				}
			}
			return nil
		})
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusAdmissibility {
			t.Errorf("the story ends at %s", c.Status)
		}
		t.Logf("%d canaries, %d mails of ours, %d lines of log", len(all), mails, strings.Count(log.String(), "\n"))
	})
}
