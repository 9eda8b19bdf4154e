package daemon_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// OPS-04: told to stop in the middle of a mail, the program ends within ten
// seconds, and the records say what is true: a mail whose final dot had left may
// have been taken, one before it was not.
func TestStop_in_the_middle_of_a_mail(t *testing.T) {
	for _, tt := range []struct {
		name, complainant string
		unknown, retrying int
	}{
		{"the server thinks after the dot", "slow-after-dot@voorbeeld.nl", 1, 0}, // for nine minutes
		{"the server thinks at RCPT", "timeout@voorbeeld.nl", 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := daemontest.NewHouse(t, mailtest.Options{CatchAll: true})
				h.Until("2026-03-02 09:00")
				h.Start()
				h.Until("2026-03-02 10:00")
				h.Send("Anna Bakker <"+tt.complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
				time.Sleep(time.Minute)
				began := time.Now()
				db := h.DB
				h.Cancel()
				h.Cancel = nil
				if err := <-h.Ended; err != nil {
					t.Errorf("run() = %v", err)
				}
				if took := time.Since(began); took > 10*time.Second {
					t.Errorf("stopped after %v", took)
				}
				var c store.Counts
				if err := db.View(context.Background(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err }); err != nil {
					t.Fatal(err)
				}
				if c.Unknown != tt.unknown || c.Retrying != tt.retrying {
					t.Errorf("%d of unknown fate and %d to be tried again, want %d and %d", c.Unknown, c.Retrying, tt.unknown, tt.retrying)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
