package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// statusOf is a database in which set has written, and what status says of it.
func statusOf(t *testing.T, running bool, now time.Time, cfg Config, set func(*store.Tx) error) *report {
	t.Helper()
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if running {
		release, err := store.Lock(cfg.Store.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
	}
	if set != nil {
		if err := db.Update(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	r, err := look(cfg, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStatus(t *testing.T) {
	now := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	well := func(tx *store.Tx) error {
		tx.SetMeta(metaStarted, stampOf(now.Add(-48*time.Hour)))
		tx.SetMeta(metaContact+partSMTP, stampOf(now.Add(-30*time.Hour)))
		return tx.SetMeta(metaContact+partIMAP, stampOf(now.Add(-4*time.Minute)))
	}
	for _, tt := range []struct {
		name    string
		stopped bool
		cfg     func(*Config)
		set     func(*store.Tx) error
		want    string // in the one line that needs attention; "" for none
	}{
		{"well", false, nil, nil, ""},
		{"does not run", true, nil, nil, "it does not run"},
		{"sending fails", false, nil, func(tx *store.Tx) error {
			return setContact(tx, partSMTP, mailbox.TroubleLogin, now.Add(-time.Hour))
		}, "smtp does not work since 2026-03-03 12:00: it refuses the login; run: klachtenpost check"},
		{"silent", false, nil, func(tx *store.Tx) error {
			return tx.SetMeta(metaContact+partIMAP, stampOf(now.Add(-time.Hour)))
		}, "no contact with the mailbox since 2026-03-03 12:00"},
		{"stopped", false, nil, func(tx *store.Tx) error { return tx.SetMeta(metaStopped, "klok liep terug") }, "klok liep terug"},
		{"secret ends", false, func(c *Config) {
			c.IMAP.Auth, c.OAuth.SecretExpires = AuthXOAuth2, terms.Date{Year: 2026, Month: 4, Day: 1}
		}, nil, "runs out on 2026-04-01, in 29 days"},
		{"overview missing", false, nil, func(tx *store.Tx) error {
			return tx.SetMeta(metaStarted, stampOf(now.Add(-20*24*time.Hour)))
		}, "the overview that was due on 2026-02-16 08:00 has not left"},
		{"mail waits", false, nil, func(tx *store.Tx) error {
			return tx.Apply(workflow.Decision{Office: &workflow.Office{Matter: workflow.Matter{Key: workflow.OfficeKey}}, Notices: []workflow.Notice{{
				Matter: workflow.OfficeKey, Key: "actie-1", Template: workflow.TemplateActie, To: workflow.RoleSecretary, NotBefore: now.Add(-5 * time.Hour)}}}, now.Add(-6*time.Hour))
		}, "a mail has waited since 2026-03-03 08:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := testConfig(t)
			if tt.cfg != nil {
				tt.cfg(&cfg)
			}
			r := statusOf(t, !tt.stopped, now, cfg, func(tx *store.Tx) error {
				if err := well(tx); err != nil || tt.set == nil {
					return err
				}
				return tt.set(tx)
			})
			if tt.want == "" && len(r.Attention) > 0 || tt.want != "" && (len(r.Attention) != 1 || !strings.Contains(r.Attention[0], tt.want)) {
				t.Errorf("attention %q, want %q", r.Attention, tt.want)
			}
			var b bytes.Buffer
			r.print(&b)
			if !strings.Contains(b.String(), tt.want) || strings.Contains(b.String(), "@") {
				t.Errorf("printed:\n%s", b.String())
			}
		})
	}
}

// The exit codes, for monitoring. Looking leaves no trace.
func TestStatus_exit_codes(t *testing.T) {
	p := newPlace(t)
	cfg := p.config(t)
	status := func(want int) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := command([]string{"status", "-json", "-config", cfg}, nil, &out, &errs); got != want {
			t.Errorf("exit %d, want %d: %s%s", got, want, out.String(), errs.String())
		}
		if want == exitUsage {
			return ""
		}
		var r report
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Errorf("%v: %s", err, out.String())
		}
		return out.String()
	}
	status(exitLocked)
	if _, err := os.Stat(filepath.Join(p.dir, "staat")); err == nil {
		t.Error("status made the directory of the database")
	}
	d := start(t, p.env, "run", "-config", cfg)
	d.until(t, "outcome=concept")
	p.srv.Deliver(testCommittee, complaint())
	d.until(t, "matter=K-")
	d.until(t, "outcome=verzonden")
	text := status(exitOK)
	for _, want := range []string{`"running": true`, `"works": true`, `"open_cases": 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in:\n%s", want, text)
		}
	}
	for _, bad := range []string{"@", "Bakker", "K-2026"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in:\n%s", bad, text)
		}
	}
	p.srv.SetPassword("anders")
	p.srv.Cut()
	d.until(t, "imap does not work")
	for end := time.Now().Add(10 * time.Second); !strings.Contains(text, string(mailbox.TroubleLogin)) && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
		var out bytes.Buffer
		command([]string{"status", "-json", "-config", cfg}, nil, &out, &out)
		text = out.String()
	}
	status(exitFailure)
	d.stop(t)
	status(exitLocked)
	mustWrite(t, cfg, "onzin", 0o600)
	status(exitUsage)
}

// The contact of the daemon is written down when it changes, and now and then.
func TestHealthy(t *testing.T) {
	cfg := testConfig(t)
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	d := newDaemon(cfg, db, nil, nil, newLog(&log, func(string) string { return "" }))
	read := func() (fault string, contact time.Time) {
		t.Helper()
		if err := db.View(context.Background(), func(tx *store.Tx) (err error) {
			if fault, err = tx.Meta(metaFault + partSMTP); err == nil {
				contact, err = contactOf(tx, partSMTP)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return fault, contact
	}
	d.healthy(partSMTP, nil)
	if fault, at := read(); fault != "" || time.Since(at) > time.Minute {
		t.Errorf("%q, %v", fault, at)
	}
	refused := &mailbox.ServerError{Fault: mailbox.FaultLogin, Err: fs.ErrInvalid}
	d.healthy(partSMTP, refused)
	first, _ := read()
	d.healthy(partSMTP, &mailbox.ServerError{Fault: mailbox.FaultConnect, Err: fs.ErrInvalid})
	second, _ := read()
	if !strings.HasSuffix(first, " aanmelding") || !strings.HasSuffix(second, " netwerk") || first[:20] != second[:20] {
		t.Errorf("%q, then %q: the beginning is that of the first", first, second)
	}
	d.healthy(partSMTP, nil)
	if fault, _ := read(); fault != "" {
		t.Errorf("still %q", fault)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 2 || !strings.Contains(log.String(), "works again") {
		t.Errorf("log:\n%s", log.String())
	}
	for range 100 {
		d.healthy(partSMTP, refused)
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 3 {
		t.Errorf("%d lines for one trouble that lasts", n-2)
	}
}
