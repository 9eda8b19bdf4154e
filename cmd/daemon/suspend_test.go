package daemon_test

import (
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// TestSuspended puts the machine to sleep for thirteen days, over the reminders
// before a term, on its last day and behind it, and wakes it in the night of a
// Sunday: nothing leaves before the next working morning, and then each person gets
// one mail about each case, of what is true by then (CLK-03).
func TestSuspended(t *testing.T) {
	const second = "klager2@voorbeeld.nl"
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{second}}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Send("Bo Tuin <"+second+">", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Bo Tuin"))
		h.Until("2026-05-18 18:30")
		people := []string{cmdtest.Director, cmdtest.Complainant, second}
		before := map[string]int{}
		for _, who := range people {
			before[who] = len(h.Got(who, "INBOX"))
		}
		suspend(h, "2026-05-31 03:00")
		h.Until("2026-06-01 07:59")
		for _, who := range people {
			if more := h.Got(who, "INBOX")[before[who]:]; len(more) > 0 {
				t.Errorf("before the working morning %s got %q", who, more[0].Subject)
			}
		}
		h.Until("2026-06-01 18:30")
		for _, who := range people {
			cases := map[string][]string{}
			for _, m := range h.Got(who, "INBOX")[before[who]:] {
				if strings.HasPrefix(m.Subject, "Overzicht maandag 1 juni 2026") {
					continue // it is Monday
				}
				_, number, _ := strings.Cut(m.Subject, "[")
				cases[number] = append(cases[number], m.Subject)
			}
			want := 1
			if who == cmdtest.Director {
				want = 2
			}
			if len(cases) != want {
				t.Errorf("%s heard of %d cases, want %d: %q", who, len(cases), want, cases)
			}
			for number, subjects := range cases {
				if len(subjects) != 1 {
					t.Errorf("%s got of %s: %q", who, number, subjects)
				}
			}
		}
	})
}

// suspend lets time pass in which the daemon does nothing: whatever it wants to
// write has to wait.
func suspend(h *daemontest.House, until string) {
	h.T.Helper()
	h.Change(func(*store.Tx) error {
		at, err := time.ParseInLocation("2006-01-02 15:04", until, h.Config.Location)
		if err == nil {
			time.Sleep(time.Until(at))
		}
		return err
	})
}
