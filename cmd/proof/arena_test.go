package proof

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// The arena holds the arithmetic of trust section 2 against whoever answers whatever
// he gets. Nobody in it says that he is a machine. The trials are the mails of the
// other side.
func init() {
	Register(Class{Name: "arena: a responder that hides", Rows: "LOOP-03", Short: 60, Long: 10_000, Run: arenaResponder})
	Register(Class{Name: "arena: a stand-in's automaton", Rows: "LOOP-03", Short: 2, Long: 14, Run: arenaStandIn})
	Register(Class{Name: "arena: two daemons", Rows: "LOOP-07", Short: 4, Long: 30, Run: arenaTwo})
	Register(Class{Name: "arena: forged senders in one hour", Rows: "LOOP-04", Short: 40, Long: 1000, Run: arenaForged})
}

// The subjects with which the secretary hears that mail is held or slowed down.
const (
	breakerSubject = "Klachtenpost houdt een soort mail tegen"
	slowSubject    = "Klachtenpost verstuurt mail langzamer"
)

// opened runs f on a watched daemon that has looked at its mailbox, and then looks
// with the oracle.
func opened(t *testing.T, y *Tally, what string, o mailtest.Options, change func(*watched), f func(*watched)) {
	synctest.Test(t, func(t *testing.T) {
		o, w := watch(o)
		h := around(daemontest.NewHouse(t, o), w)
		if change != nil {
			change(h)
		}
		h.Until("2026-04-14 10:00")
		h.Start()
		time.Sleep(5 * time.Minute)
		f(h)
		y.Check(t, what, h.look(false))
		h.Stop()
	})
}

// unmarked is a mail as an automaton writes it that says nothing of itself: another
// subject, another id and no thread each time.
func unmarked(from string, n int64) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Uw bericht nummer %d is ontvangen\r\nMessage-ID: <%d.%d@example.org>\r\nDate: %s\r\n\r\nGoedendag,\r\n\r\nWij hebben uw klacht %d ontvangen. Uw bemiddelaar kwam niet, dat is een klacht waard.\r\n\r\nPiet Robot\r\n",
		from, cmdtest.Committee, n, time.Now().UnixNano(), n, time.Now().Format(time.RFC1123Z), n)
}

// left counts what left for others than the mailbox itself.
func (h *watched) left() (n int) {
	for _, addr := range h.Srv.Accounts() {
		for _, m := range h.Got(addr, "INBOX") {
			if addr != cmdtest.Committee && m.Ours != "" {
				n++
			}
		}
	}
	return n
}

// arenaResponder: an automaton answers each mail of ours at once, and writes every
// ten minutes by itself.
func arenaResponder(t *testing.T, rounds int, y *Tally) {
	const robot = "robot@example.org"
	var n atomic.Int64
	var h *watched
	o := mailtest.Options{CatchAll: true, SaveSent: true, OnDeliver: func(d mailtest.Delivery) {
		if d.To == robot {
			h.Srv.Deliver(cmdtest.Committee, unmarked(robot, n.Add(1)))
		}
	}}
	opened(t, y, "responder", o, func(made *watched) { h = made }, func(h *watched) {
		began := time.Now()
		for int(n.Load()) < rounds {
			h.Srv.Deliver(cmdtest.Committee, unmarked(robot, n.Add(1)))
			time.Sleep(10 * time.Minute)
		}
		time.Sleep(24 * time.Hour)
		y.Trials(int(n.Load()))
		y.Note("%d mails of ours in %.0f days", h.left(), time.Since(began).Hours()/24)
	})
}

// arenaStandIn: the stand-in's mail program answers every Actie she gets a copy of,
// for some days.
func arenaStandIn(t *testing.T, days int, y *Tally) {
	const joke = "joke@perspectief.example"
	var n atomic.Int64
	var h *watched
	o := mailtest.Options{SaveSent: true, Accounts: []string{joke}, OnDeliver: func(d mailtest.Delivery) {
		if d.To == joke {
			n.Add(1)
			id := headerOf(d.Raw, "Message-ID")
			h.Srv.Deliver(cmdtest.Committee, fmt.Appendf(nil, "From: Joke Smit <%s>\r\nTo: %s\r\nSubject: %s %d\r\nMessage-ID: <j%d@perspectief.example>\r\nIn-Reply-To: %s\r\nReferences: %s\r\n\r\nIk lees uw mail later. %d\r\n",
				joke, cmdtest.Committee, headerOf(d.Raw, "Subject"), n.Load(), n.Load(), id, id, n.Load()))
		}
	}}
	opened(t, y, "stand-in", o, func(made *watched) {
		h = made
		h.World.Staff = append(h.World.Staff, joke)
		h.Config.People.Secretary.Standin.Name, h.Config.People.Secretary.Standin.Address = "Joke Smit", joke
		h.Config.People.Secretary.Absent = []workflow.Period{{
			From: terms.Date{Year: 2026, Month: time.April, Day: 14}, To: terms.Date{Year: 2026, Month: time.May, Day: 29}}}
	}, func(h *watched) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		time.Sleep(time.Duration(days) * 24 * time.Hour)
		y.Trials(int(n.Load()))
		y.Note("%d mails of ours in %d days", h.left(), days)
	})
}

func headerOf(raw []byte, name string) string {
	for line := range strings.Lines(string(raw)) {
		if v, ok := strings.CutPrefix(line, name+": "); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// arenaTwo: two programs like this one, each thinking that the other complains, for
// some days.
func arenaTwo(t *testing.T, days int, y *Tally) {
	synctest.Test(t, func(t *testing.T) {
		const theirs = "klachten@ander.example"
		var houses [2]*watched
		var sent atomic.Int64
		to := func(i int, addr string) func(mailtest.Delivery) {
			return func(d mailtest.Delivery) {
				if d.To == addr {
					sent.Add(1)
					houses[i].Srv.Deliver(addr, d.Raw)
				}
			}
		}
		made := func(i int, o mailtest.Options) {
			o.CatchAll, o.SaveSent = true, true
			o, w := watch(o)
			houses[i] = around(daemontest.NewHouse(t, o), w)
		}
		made(0, mailtest.Options{OnDeliver: to(1, theirs)})
		made(1, mailtest.Options{Accounts: []string{theirs}, OnDeliver: to(0, cmdtest.Committee)})
		houses[1].Config.Mailbox.Address, houses[1].World.Committee, houses[1].Key = theirs, theirs, "andere sleutel"
		houses[0].Until("2026-04-14 10:00")
		for _, h := range houses {
			h.Start()
		}
		time.Sleep(5 * time.Minute)
		houses[0].Send("Klachtencommissie <"+theirs+">", "Klacht", cmdtest.Story)
		time.Sleep(time.Duration(days) * 24 * time.Hour)
		if n := sent.Load(); n > 2 {
			y.Wrong(t, "two daemons", Violation{Doubled, "I7", fmt.Sprintf("%d mails went to and fro, at most 2 may", n)})
		}
		y.Trials(int(sent.Load()))
		y.Note("%d mails between them in %d days", sent.Load(), days)
		for _, h := range houses {
			y.Check(t, "two daemons", h.look(false))
			h.Stop()
		}
	})
}

// arenaForged: forged senders, all within one hour: each is taken in and put into a
// case, few are answered, and the secretary hears once of each kind of mail that is
// held.
func arenaForged(t *testing.T, n int, y *Tally) {
	opened(t, y, "forged", mailtest.Options{CatchAll: true, SaveSent: true}, nil, func(h *watched) {
		for i := range n {
			h.Send(fmt.Sprintf("Piet <piet%d@voorbeeld%d.nl>", i, i%97), "Klacht", strings.Replace(cmdtest.Story, "Anna", fmt.Sprintf("Piet %c", 'A'+i%26), 1))
			time.Sleep(time.Hour / time.Duration(n))
		}
		h.Until("2026-04-15 09:30")
		said := map[string]int{}
		for _, m := range h.Got(cmdtest.Committee, "INBOX") {
			if m.Subject == breakerSubject || m.Subject == slowSubject {
				said[m.Text]++
			}
		}
		for text, k := range said {
			if k > 1 {
				y.Wrong(t, "forged", Violation{Doubled, "I2", fmt.Sprintf("told %d times within a day: %s", k, text)})
			}
		}
		if len(said) == 0 {
			y.Wrong(t, "forged", Violation{Lost, "I3", "nobody is told that mail is held"})
		}
		y.Trials(n)
		y.Note("%d mails of ours within a day, %d notices", h.left(), len(said))
	})
}
