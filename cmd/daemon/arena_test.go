package daemon_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow/terms"
)

// rounds is how many mails an adversary sends: 10,000 with -long.
func rounds() int {
	if *long {
		return 10_000
	}
	return 60
}

// lasts is until when an arena is watched: long with -long.
func lasts(usually, most string) string {
	if *long {
		return most
	}
	return usually
}

// TestArena holds the arithmetic of trust section 2 against whoever answers whatever
// he gets. Nobody in it says that he is a machine.
func TestArena(t *testing.T) {
	t.Run("responder", arenaResponder)
	t.Run("stand-in", arenaStandIn)
	t.Run("another daemon", arenaTwo)
	t.Run("forged senders", arenaForged)
}

// unmarked is a mail as an automaton writes it that says nothing of itself: another
// subject, another id and no thread each time.
func unmarked(from string, n int64) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: Uw bericht nummer %d is ontvangen\r\nMessage-ID: <%d.%d@example.org>\r\nDate: %s\r\n\r\nGoedendag,\r\n\r\nWij hebben uw klacht %d ontvangen. Uw bemiddelaar kwam niet, dat is een klacht waard.\r\n\r\nPiet Robot\r\n",
		from, cmdtest.Committee, n, time.Now().UnixNano(), n, time.Now().Format(time.RFC1123Z), n)
}

// wantCaps: what left for others than the mailbox itself stays below the caps of any
// hour and any day, and below those of each address that is no configured person.
func wantCaps(h *daemontest.House, staff ...string) (total int) {
	h.T.Helper()
	caps := h.Config.Trust.Caps
	var all []time.Time
	most := func(list []time.Time, window time.Duration) (n int) {
		slices.SortFunc(list, time.Time.Compare)
		for i, j := 0, 0; i < len(list); i++ {
			for list[i].Sub(list[j]) >= window {
				j++
			}
			n = max(n, i-j+1)
		}
		return n
	}
	for _, addr := range h.Srv.Accounts() {
		if addr == h.Config.Mailbox.Address {
			continue
		}
		var got, acks []time.Time
		for _, m := range h.Got(addr, "INBOX") {
			if m.Ours == "" {
				continue
			}
			got = append(got, m.Received)
			if strings.Contains(m.Text, "Wij hebben uw bericht ontvangen. Uw nummer is") || strings.Contains(m.Subject, "Wij hebben uw bericht") && strings.Contains(m.Text, "Meer weten") {
				acks = append(acks, m.Received)
			}
		}
		limit := caps.AddressDay
		if slices.Contains(append(staff, cmdtest.Director, daemontest.Board), addr) {
			limit = caps.StaffDay
		}
		if n := most(got, 24*time.Hour); n > limit {
			h.T.Errorf("%s got %d mails within a day, want at most %d", addr, n, limit)
		}
		if n := most(acks, 7*24*time.Hour); n > 1 {
			h.T.Errorf("%s was acknowledged %d times within a week", addr, n)
		}
		all = append(all, got...)
	}
	if n := most(all, time.Hour); n > caps.Hour {
		h.T.Errorf("%d mails within an hour, want at most %d", n, caps.Hour)
	}
	if n := most(all, 24*time.Hour); n > caps.Day {
		h.T.Errorf("%d mails within a day, want at most %d", n, caps.Day)
	}
	return len(all)
}

// An automaton answers each mail of ours at once, and writes every ten minutes by
// itself.
func arenaResponder(t *testing.T) {
	const robot = "robot@example.org"
	var n atomic.Int64
	var h *daemontest.House
	o := mailtest.Options{CatchAll: true, OnDeliver: func(d mailtest.Delivery) {
		if d.To == robot {
			h.Srv.Deliver(cmdtest.Committee, unmarked(robot, n.Add(1)))
		}
	}}
	from(t, "2026-04-14 10:00", o, func(made *daemontest.House) { h = made }, func(h *daemontest.House) {
		for int(n.Load()) < rounds() {
			h.Srv.Deliver(cmdtest.Committee, unmarked(robot, n.Add(1)))
			time.Sleep(10 * time.Minute)
		}
		time.Sleep(24 * time.Hour)
		t.Logf("%d mails of the robot in %s: %d of ours", n.Load(), time.Since(time.Date(2026, 4, 14, 10, 0, 0, 0, h.Config.Location)).Round(time.Hour), wantCaps(h))
	})
}

// The stand-in's mail program answers every Actie she gets a copy of.
func arenaStandIn(t *testing.T) {
	const joke = "joke@perspectief.example"
	var n atomic.Int64
	var h *daemontest.House
	o := mailtest.Options{Accounts: []string{joke}, OnDeliver: func(d mailtest.Delivery) {
		if d.To == joke {
			n.Add(1)
			id := headerOf(d.Raw, "Message-ID")
			h.Srv.Deliver(cmdtest.Committee, fmt.Appendf(nil, "From: Joke Smit <%s>\r\nTo: %s\r\nSubject: %s %d\r\nMessage-ID: <j%d@perspectief.example>\r\nIn-Reply-To: %s\r\nReferences: %s\r\n\r\nIk lees uw mail later. %d\r\n",
				joke, cmdtest.Committee, headerOf(d.Raw, "Subject"), n.Load(), n.Load(), id, id, n.Load()))
		}
	}}
	from(t, "2026-04-14 10:00", o, func(made *daemontest.House) {
		h = made
		h.Config.People.Secretary.Standin.Name, h.Config.People.Secretary.Standin.Address = "Joke Smit", joke
		h.Config.People.Secretary.Absent = away(terms.Date{Year: 2026, Month: time.April, Day: 14}, terms.Date{Year: 2026, Month: time.May, Day: 29})
	}, func(h *daemontest.House) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until(lasts("2026-04-16 10:00", "2026-04-28 10:00"))
		t.Logf("%d Acties answered by a machine in days or two weeks: %d mails of ours", n.Load(), wantCaps(h, joke))
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

// Two programs like this one, each thinking that the other complains (LOOP-07).
func arenaTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const theirs = "klachten@ander.example"
		var houses [2]*daemontest.House
		var sent atomic.Int64
		to := func(i int, addr string) func(mailtest.Delivery) {
			return func(d mailtest.Delivery) {
				if d.To == addr {
					sent.Add(1)
					houses[i].Srv.Deliver(addr, d.Raw)
				}
			}
		}
		houses[0] = daemontest.NewHouse(t, mailtest.Options{CatchAll: true, OnDeliver: to(1, theirs)})
		houses[1] = daemontest.NewHouse(t, mailtest.Options{CatchAll: true, Accounts: []string{theirs}, OnDeliver: to(0, cmdtest.Committee)})
		houses[1].Config.Mailbox.Address, houses[1].Key = theirs, "andere sleutel"
		houses[0].Until("2026-04-14 10:00")
		for _, h := range houses {
			h.Start()
		}
		time.Sleep(5 * time.Minute)
		houses[0].Send("Klachtencommissie <"+theirs+">", "Klacht", cmdtest.Story)
		houses[0].Until(lasts("2026-04-18 10:00", "2026-05-14 10:00"))
		if n := sent.Load(); n > 2 {
			t.Errorf("%d mails went to and fro in a month, want at most 2", n)
		}
		t.Logf("%d mails between two daemons in a month", sent.Load())
		for _, h := range houses {
			h.Stop()
		}
	})
}

// A thousand forged senders in one hour: each is taken in and put into a case, few
// are answered, and the secretary hears once of each kind of mail that is held.
func arenaForged(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{CatchAll: true}, nil, func(h *daemontest.House) {
		n := 40
		if *long {
			n = 1000
		}
		for i := range n {
			h.Send(fmt.Sprintf("Piet <piet%d@voorbeeld%d.nl>", i, i%97), "Klacht", strings.Replace(cmdtest.Story, "Anna", fmt.Sprintf("Piet %c", 'A'+i%26), 1))
			time.Sleep(time.Hour / time.Duration(n))
		}
		h.Until("2026-04-15 09:30")
		first := slices.Concat(withSubject(h, daemon.BreakerSubject), withSubject(h, daemon.SlowSubject))
		said := map[string]int{}
		for _, m := range first {
			said[m.Text]++
		}
		for text, k := range said {
			if k > 1 {
				t.Errorf("told %d times within a day: %s", k, text)
			}
		}
		if len(first) == 0 {
			t.Error("nobody is told that mail is held")
		}
		total := wantCaps(h)
		h.Until(lasts("2026-04-15 12:00", "2026-04-24 12:00"))
		t.Logf("%d forged senders in an hour: %d mails of ours within a day, %d notices of %d kinds; %d mails after ten days",
			n, total, len(first), len(said), wantCaps(h))
	})
}
