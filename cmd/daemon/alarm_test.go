package daemon_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// alarmsIn are the notices about mail that does not work.
func alarmsIn(h *daemontest.House, folder string) []workflow.Message {
	var list []workflow.Message
	for _, m := range h.Got(cmdtest.Committee, folder) {
		if m.Subject == daemon.AlarmSMTPSubject || m.Subject == daemon.AlarmIMAPSubject {
			list = append(list, m)
		}
	}
	return list
}

// OUT-16: SMTP is down for three days, IMAP works: one notice a day in the inbox,
// which becomes no case and gets no answer.
func TestAlarm_sending_is_down(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-03-02 09:00")
		h.Start()
		h.Until("2026-03-02 10:00")
		h.Srv.Down(false, true)
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
		h.Until("2026-03-02 10:50")
		if n := len(alarmsIn(h, "INBOX")); n != 0 {
			t.Fatalf("%d notices before it lasts", n)
		}
		for day, want := range []int{1, 2, 3} {
			h.Until([]string{"2026-03-03 09:30", "2026-03-04 10:30", "2026-03-05 10:30"}[day])
			if n := len(alarmsIn(h, "INBOX")); n != want {
				t.Errorf("%d notices after day %d, want %d", n, day+1, want)
			}
		}
		first := alarmsIn(h, "INBOX")[0]
		for _, want := range []string{"maandag 2 maart 2026, 10:0", "Er wachten 2 mails", "beheerder", "klachtenpost check"} {
			if !strings.Contains(first.Text, want) {
				t.Errorf("%q is not in:\n%s", want, first.Text)
			}
		}
		for _, bad := range []string{"Bakker", cmdtest.Complainant, "K-2026", "Sanne", "herstelbemiddeling met"} {
			if strings.Contains(first.Text+first.Subject, bad) {
				t.Errorf("%q in the notice:\n%s", bad, first.Text)
			}
		}
		if at := first.Received.In(h.Config.Location).Format("15:04"); at < "11:00" || at > "11:20" {
			t.Errorf("first notice at %s", at)
		}
		// A restart does not begin to count anew.
		h.Stop()
		h.Start()
		h.Until("2026-03-05 10:50")
		if n := len(alarmsIn(h, "INBOX")); n != 3 {
			t.Errorf("%d notices after a restart, want 3", n)
		}
		// It works again: what waited leaves, and there are no more notices.
		h.Srv.Down(false, false)
		h.Until("2026-03-05 18:00")
		h.WantMails(cmdtest.Complainant, 1)
		h.Until("2026-03-08 18:00")
		if n := len(alarmsIn(h, "INBOX")); n != 3 {
			t.Errorf("%d notices after it works again, want 3", n)
		}
		if fault := h.Meta(daemon.MetaFault + daemon.PartSMTP); fault != "" {
			t.Errorf("still noted as not working: %s", fault)
		}
		var c store.Counts
		h.DB.View(context.Background(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.Cases != 1 || c.OpenItems != 0 {
			t.Errorf("the notices became something: %+v", c)
		}
		h.Stop()
	})
}

// A short fault that passes is nobody's business.
func TestAlarm_short_fault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-03-02 09:00")
		h.Start()
		h.Until("2026-03-02 10:00")
		h.Srv.Down(false, true)
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
		h.Until("2026-03-02 10:30")
		h.Srv.Down(false, false)
		h.Until("2026-03-03 12:00")
		if n := len(alarmsIn(h, "INBOX")); n != 0 {
			t.Errorf("%d notices", n)
		}
		h.WantMails(cmdtest.Complainant, 1)
		h.Stop()
	})
}

// The mailbox cannot be read: the notice goes by SMTP, and is read as a
// machine's once the mailbox can be.
func TestAlarm_reading_is_down(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-03-02 09:00")
		h.Start()
		h.Until("2026-03-02 10:00")
		h.Srv.Down(true, false)
		h.Until("2026-03-04 09:00")
		list := alarmsIn(h, "INBOX")
		if len(list) != 2 {
			t.Fatalf("%d notices in two days, want 2", len(list))
		}
		if !strings.Contains(list[0].Text, "Kijk zelf of er\nnieuwe klachten") && !strings.Contains(list[0].Text, "nieuwe klachten") {
			t.Errorf("notice:\n%s", list[0].Text)
		}
		h.Srv.Down(false, false)
		h.Until("2026-03-04 12:00")
		var c store.Counts
		h.DB.View(context.Background(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
		if c.OpenItems != 0 || c.Cases != 0 || c.Undecided != 0 {
			t.Errorf("%+v", c)
		}
		h.Stop()
	})
}

// OPS-03: the password was changed. No storm of logins, and the secretary hears
// of it by the way that is left.
func TestAlarm_password_changed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-03-02 09:00")
		h.Start()
		h.Until("2026-03-02 10:00")
		h.Srv.SetPassword("nieuw")
		h.Srv.Cut()
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
		before := h.Srv.Logins()
		h.Until("2026-03-02 20:00")
		if n := h.Srv.Logins() - before; n > 10*8+2 { // four an hour and server
			t.Errorf("%d logins in ten hours", n)
		}
		if fault := h.Meta(daemon.MetaFault + daemon.PartIMAP); !strings.HasSuffix(fault, string(mailbox.TroubleLogin)) {
			t.Errorf("noted: %q", fault)
		}
		h.Srv.SetPassword("geheim")
		h.Until("2026-03-02 21:00")
		h.WantMails(cmdtest.Complainant, 1)
		h.Stop()
	})
}
