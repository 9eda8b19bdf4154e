package daemon

import (
	"bytes"
	"context"
	"io/fs"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox"
	"klachtenpost/store"
)

// The contact of the daemon is written down when it changes, and now and then.
func TestHealthy(t *testing.T) {
	cfg := cmdtest.Config(t)
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	d := New(cfg, db, nil, nil, newLog(&log, func(string) string { return "" }))
	read := func() (fault string, contact time.Time) {
		t.Helper()
		if err := db.View(context.Background(), func(tx *store.Tx) (err error) {
			if fault, err = tx.Meta(MetaFault + PartSMTP); err == nil {
				contact, err = ContactOf(tx, PartSMTP)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return fault, contact
	}
	d.healthy(PartSMTP, nil)
	if fault, at := read(); fault != "" || time.Since(at) > time.Minute {
		t.Errorf("%q, %v", fault, at)
	}
	refused := &mailbox.ServerError{Fault: mailbox.FaultLogin, Err: fs.ErrInvalid}
	d.healthy(PartSMTP, refused)
	first, _ := read()
	d.healthy(PartSMTP, &mailbox.ServerError{Fault: mailbox.FaultConnect, Err: fs.ErrInvalid})
	second, _ := read()
	if !strings.HasSuffix(first, " aanmelding") || !strings.HasSuffix(second, " netwerk") || first[:20] != second[:20] {
		t.Errorf("%q, then %q: the beginning is that of the first", first, second)
	}
	d.healthy(PartSMTP, nil)
	if fault, _ := read(); fault != "" {
		t.Errorf("still %q", fault)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 2 || !strings.Contains(log.String(), "works again") {
		t.Errorf("log:\n%s", log.String())
	}
	for range 100 {
		d.healthy(PartSMTP, refused)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 3 {
		t.Errorf("%d lines for one trouble that lasts", n-2)
	}
}
