package admin

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// statusOf is a database in which set has written, and what status says of it.
func statusOf(t *testing.T, running bool, now time.Time, cfg config.Config, set func(*store.Tx) error) *report {
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
		tx.SetMeta(daemon.MetaStarted, daemon.StampOf(now.Add(-48*time.Hour)))
		tx.SetMeta(daemon.MetaContact+daemon.PartSMTP, daemon.StampOf(now.Add(-30*time.Hour)))
		return tx.SetMeta(daemon.MetaContact+daemon.PartIMAP, daemon.StampOf(now.Add(-4*time.Minute)))
	}
	for _, tt := range []struct {
		name    string
		stopped bool
		cfg     func(*config.Config)
		set     func(*store.Tx) error
		want    string // in the one line that needs attention; "" for none
	}{
		{"well", false, nil, nil, ""},
		{"does not run", true, nil, nil, "it does not run"},
		{"sending fails", false, nil, func(tx *store.Tx) error {
			return tx.SetMeta(daemon.MetaFault+daemon.PartSMTP, daemon.StampOf(now.Add(-time.Hour))+" "+string(mailbox.TroubleLogin))
		}, "smtp does not work since 2026-03-03 12:00: it refuses the login; run: klachtenpost check"},
		{"silent", false, nil, func(tx *store.Tx) error {
			return tx.SetMeta(daemon.MetaContact+daemon.PartIMAP, daemon.StampOf(now.Add(-time.Hour)))
		}, "no contact with the mailbox since 2026-03-03 12:00"},
		{"stopped", false, nil, func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaStopped, "klok liep terug") }, "klok liep terug"},
		{"secret ends", false, func(c *config.Config) {
			c.IMAP.Auth, c.OAuth.SecretExpires = config.AuthXOAuth2, terms.Date{Year: 2026, Month: 4, Day: 1}
		}, nil, "runs out on 2026-04-01, in 29 days"},
		{"overview missing", false, nil, func(tx *store.Tx) error {
			return tx.SetMeta(daemon.MetaStarted, daemon.StampOf(now.Add(-20*24*time.Hour)))
		}, "the overview that was due on 2026-02-16 08:00 has not left"},
		{"mail waits", false, nil, func(tx *store.Tx) error {
			return tx.Apply(workflow.Decision{Office: &workflow.Office{Matter: workflow.Matter{Key: workflow.OfficeKey}}, Notices: []workflow.Notice{{
				Matter: workflow.OfficeKey, Key: "actie-1", Template: workflow.TemplateActie, To: workflow.RoleSecretary, NotBefore: now.Add(-5 * time.Hour)}}}, now.Add(-6*time.Hour))
		}, "a mail has waited since 2026-03-03 08:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := cmdtest.Config(t)
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
