package proof

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "Dovecot and Postfix restarted at random", Rows: "IN-22", Short: 2, Long: 80, Run: realServers})
}

// townsman is a complainant on real servers, and how far his complaint is.
type townsman struct {
	name, addr string
	done       int
}

// realServers plays n complaints to a solution on Dovecot and Postfix, while these
// and the daemon are stopped and started at random.
func realServers(t *testing.T, n int, y *Tally) {
	var people []*townsman
	o := real.Options{}
	for i := range n {
		p := &townsman{name: "Klager " + strings.Repeat("I", i%5+1) + string(rune('a'+i%26)) + " Bakker", addr: fmt.Sprintf("klager%d@klagers.example", i)}
		people = append(people, p)
		o.Users = append(o.Users, p.addr)
	}
	s := daemontest.NewSite(t, o)
	caps := &s.Config.Trust.Caps // what takes months passes here in minutes
	caps.CaseDay, caps.AddressDay, caps.Hour, caps.Day, caps.StaffDay = 10_000, 10_000, 10_000, 10_000, 10_000
	s.Start()
	s.Stop()
	mustExec(t, s, `INSERT OR REPLACE INTO meta (key, value) VALUES ('`+daemon.MetaLive+`kopie', 'nee')`) // as check -live finds
	s.Start()
	dice := rand.New(rand.NewPCG(*seedOf, 0))
	what := fmt.Sprintf("-seed %d", *seedOf)
	restarts := map[string]int{}
	for end := time.Now().Add(time.Duration(20+20*n) * time.Second); ; {
		busy := 0
		for _, p := range people {
			if p.done < 5 {
				busy++
			}
			if p.done < 5 && busy <= 4 { // four at a time
				p.act(s)
			}
		}
		if busy == 0 {
			break
		}
		if time.Now().After(end) {
			for _, p := range people {
				if p.done < 5 {
					y.Wrong(t, what, Violation{Lost, "I3", fmt.Sprintf("%s waits for step %d: %v", p.addr, p.done, restarts)})
				}
			}
			break
		}
		time.Sleep(time.Duration(dice.IntN(800)) * time.Millisecond)
		down := time.Duration(dice.IntN(1500)) * time.Millisecond
		switch dice.IntN(8) {
		case 0:
			restarts["Dovecot"]++
			s.Srv.StopDovecot()
			time.Sleep(down)
			s.Srv.RestartDovecot()
		case 1:
			restarts["Postfix"]++
			s.Srv.StopPostfix()
			time.Sleep(down)
			s.Srv.RestartPostfix()
		case 2:
			restarts["both"]++
			s.Srv.StopPostfix()
			s.Srv.StopDovecot()
			time.Sleep(down)
			s.Srv.RestartDovecot()
			s.Srv.RestartPostfix()
		case 3, 4:
			restarts["daemon"]++
			forward(t, s)
		}
	}
	for range 12 { // what is unknown is looked for five times
		time.Sleep(2 * time.Second)
		if settledMails(t, s) {
			break
		}
		forward(t, s)
	}
	s.Stop()
	w, again := siteWorld(t, s, people)
	y.Trials(n)
	y.Check(t, what, w)
	y.Note("restarted: daemon %d times, Dovecot %d, Postfix %d, both %d; Postfix brought %d mails again that it had taken once",
		restarts["daemon"], restarts["Dovecot"], restarts["Postfix"], restarts["both"], again)
}

// forward starts the daemon again some hours later, as far as its records know: what
// waits for another try or look is due.
func forward(t *testing.T, s *daemontest.Site) {
	s.Stop()
	mustExec(t, s, `UPDATE outbox SET next_try = date WHERE next_try IS NOT NULL`)
	mustExec(t, s, `UPDATE notice SET not_before = decided WHERE state = 'wacht' AND not_before IS NOT NULL
		AND not_before < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+1 hour')`)
	s.Start()
}

// settledMails reports whether nothing is on its way.
func settledMails(t *testing.T, s *daemontest.Site) bool {
	r, err := readRecords(s.Config.Store.Path, s.DB, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return len(r.waiting) == 0 && len(r.undecided) == 0 && !slices.ContainsFunc(r.mails, func(o outgoing) bool {
		return o.state == store.StateBusy || o.state == store.StateAgain || o.state == store.StateUnknown && o.attempts < 2
	})
}

// mustExec changes the records of a daemon that does not run.
func mustExec(t *testing.T, s *daemontest.Site, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.Config.Store.Path+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

// act does the next thing, when what it answers has come.
func (p *townsman) act(s *daemontest.Site) {
	words := "Ik bied " + p.name + " excuses aan"
	switch p.done {
	case 0:
		s.Srv.Deliver(p.addr, cmdtest.Committee, daemontest.TextMail(p.name+" <"+p.addr+">", cmdtest.Committee, "Klacht",
			strings.ReplaceAll(cmdtest.Story, "Anna Bakker", p.name)))
		p.done++
	case 1:
		if m, ok := find(s, cmdtest.Director, "INBOX", p.name); ok {
			s.Srv.Submit(cmdtest.Director, []string{cmdtest.Committee}, daemontest.Reply("Marieke de Wit <"+cmdtest.Director+">", parsed(m), words+"."))
			p.done++
		}
	case 2:
		if m, ok := find(s, cmdtest.Committee, "Drafts", words); ok {
			s.Srv.SendDraft(cmdtest.Committee, m)
			p.done++
		}
	case 3:
		m, ok := find(s, p.addr, "INBOX", words)
		if ok && p.status(s) == workflow.StatusProposed {
			s.Srv.Deliver(p.addr, cmdtest.Committee, daemontest.Reply(p.name+" <"+p.addr+">", parsed(m), "Dank u. Ik ben tevreden met deze oplossing."))
			p.done++
		}
	case 4:
		if p.status(s) == workflow.StatusClosed {
			p.done++
		}
	}
}

// status is that of his case.
func (p *townsman) status(s *daemontest.Site) (status workflow.Status) {
	s.View(func(tx *store.Tx) error {
		for i := 1; i < 1000; i++ {
			c, err := tx.Case(workflow.NewNumber(time.Now().In(s.Config.Location).Year(), i))
			if err != nil {
				return nil
			}
			if slices.ContainsFunc(c.People, func(x workflow.Person) bool { return x.Address.Addr() == p.addr }) {
				status = c.Status
			}
		}
		return nil
	})
	return status
}

func parsed(m real.Mail) workflow.Message {
	return reader.Read(bytes.NewReader(m.Raw), reader.Options{})
}

// find looks for a mail in which some words stand.
func find(s *daemontest.Site, addr, folder, words string) (real.Mail, bool) {
	for _, m := range s.Srv.Mails(addr, folder) {
		if strings.Contains(strings.Join(strings.Fields(parsed(m).Text), " "), words) {
			return m, true
		}
	}
	return real.Mail{}, false
}

// siteWorld is what lies in all mailboxes when all is over, and how often a server
// brought a mail again that it had taken once.
func siteWorld(t *testing.T, s *daemontest.Site, people []*townsman) (*World, int) {
	log, err := os.ReadFile(filepath.Join(filepath.Dir(s.Srv.CAFile()), "postfix.log"))
	if err != nil {
		t.Fatal(err)
	}
	again := 0
	w := &World{Path: s.Config.Store.Path, Committee: cmdtest.Committee, Staff: []string{cmdtest.Director, daemontest.Board}, Quiet: true, Drafts: []Mail{}}
	users := []string{cmdtest.Committee, cmdtest.Director, daemontest.Board}
	for _, p := range people {
		users = append(users, p.addr)
	}
	for _, u := range users {
		list, more := once(s.Srv.Mails(u, "INBOX"), string(log))
		again += more
		for _, m := range list {
			w.Accept(Mail{To: u, Folder: "INBOX", UID: m.UID, At: m.InternalDate, Raw: m.Raw})
		}
	}
	for _, folder := range []string{"INBOX", "Sent"} {
		for _, m := range s.Srv.Mails(cmdtest.Committee, folder) {
			w.Show(Mail{To: cmdtest.Committee, Folder: folder, UID: m.UID, At: m.InternalDate, Raw: m.Raw})
		}
	}
	for _, m := range s.Srv.Mails(cmdtest.Committee, "Drafts") {
		if !slices.Contains(m.Flags, imap.FlagDeleted) {
			w.Drafts = append(w.Drafts, Mail{To: cmdtest.Committee, Folder: "Drafts", UID: m.UID, At: m.InternalDate, Raw: m.Raw})
		}
	}
	return w, again
}
