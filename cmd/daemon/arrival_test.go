package daemon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// wantTaken checks how many mails and cases there are, and that each was decided on.
func wantTaken(h *daemontest.House, mails, cases int) {
	h.T.Helper()
	var c store.Counts
	if err := h.DB.View(h.T.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err }); err != nil {
		h.T.Fatal(err)
	}
	if c.Messages != mails || c.Cases != cases || c.Undecided != 0 || c.Aside != 0 {
		h.T.Errorf("%d mails, %d cases, %d undecided, %d aside; want %d and %d", c.Messages, c.Cases, c.Undecided, c.Aside, mails, cases)
	}
}

// TestArrival: the same mail by two ways is one case (IN-07), two mails that bear one
// id are both kept (IN-08), and one whose id is missing, empty or huge is kept too
// (IN-09).
func TestArrival(t *testing.T) {
	other := func(i int, name, who string) string {
		return oldMail(i, name+" <"+who+">", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", name))
	}
	first := other(1, "Anna Bakker", cmdtest.Complainant)
	id := "Message-ID: <oud-2@voorbeeld.nl>\r\n"
	second := other(2, "Bo Tuin", "klager2@voorbeeld.nl")
	for name, tc := range map[string]struct {
		mails []string
		cases int
	}{
		"by two ways": {[]string{
			"Received: from a by b; Tue, 14 Apr 2026 10:00:00 +0200\r\n" + first,
			"Received: from a by c; Tue, 14 Apr 2026 10:00:05 +0200\r\n" + first,
		}, 1},
		"one id, other content": {[]string{first, strings.Replace(second, "oud-2@", "oud-1@", 1)}, 2},
		"no id":                 {[]string{strings.Replace(second, id, "", 1)}, 1},
		"empty id":              {[]string{strings.Replace(second, id, "Message-ID:\r\n", 1)}, 1},
		"huge id":               {[]string{strings.Replace(second, id, "Message-ID: <"+strings.Repeat("x", 50_000)+"@voorbeeld.nl>\r\n", 1)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, mailtest.Options{Accounts: []string{"klager2@voorbeeld.nl"}}, func(h *daemontest.House) {
				for _, raw := range tc.mails {
					h.Srv.Deliver(cmdtest.Committee, []byte(raw))
					time.Sleep(time.Minute)
				}
				h.Until("2026-04-14 11:00")
				wantTaken(h, len(tc.mails), tc.cases)
				for _, who := range []string{cmdtest.Complainant, "klager2@voorbeeld.nl"} {
					if n := len(h.Got(who, "INBOX")); n > 1 {
						h.T.Errorf("%s got %d mails", who, n)
					}
				}
			})
		})
	}
}

// TestGivenUp: a server that says "later" for six days: after five the mail is given
// up, and the secretary is asked once (OUT-11).
func TestGivenUp(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = mailtest.TempError + "@perspectief.example"
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-19 06:00")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.State != store.StateAgain {
			h.T.Errorf("before five days it is %s", o.State)
		}
		h.Until("2026-04-20 12:00")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.State != store.StateGivenUp || o.Attempts > 40 {
			h.T.Errorf("after six days it is %s, %d attempts", o.State, o.Attempts)
		}
		asked := slices.DeleteFunc(slices.Clone(h.TheCase("K-2026-0001").Questions), func(q workflow.Question) bool {
			return q.Reason != workflow.ReasonRefused || q.Failed != workflow.TemplateToHandler
		})
		if len(asked) != 1 {
			h.T.Errorf("the secretary is asked %d times", len(asked))
		}
	})
}
