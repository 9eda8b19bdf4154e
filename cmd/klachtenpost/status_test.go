package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/mailbox"
)

// The exit codes, for monitoring. Looking leaves no trace.
func TestStatus_exit_codes(t *testing.T) {
	p := cmdtest.NewPlace(t)
	cfg := p.WriteConfig(t)
	status := func(want int) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := command([]string{"status", "-json", "-config", cfg}, nil, &out, &errs); got != want {
			t.Errorf("exit %d, want %d: %s%s", got, want, out.String(), errs.String())
		}
		if want == config.ExitUsage {
			return ""
		}
		var r map[string]any
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Errorf("%v: %s", err, out.String())
		}
		return out.String()
	}
	status(config.ExitLocked)
	if _, err := os.Stat(filepath.Join(p.Dir, "staat")); err == nil {
		t.Error("status made the directory of the database")
	}
	d := start(t, p.Env, "run", "-config", cfg)
	d.until(t, "outcome=concept")
	p.Srv.Deliver(cmdtest.Committee, complaint())
	d.until(t, "matter=K-")
	d.until(t, "outcome=verzonden")
	text := status(config.ExitOK)
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
	p.Srv.SetPassword("anders")
	p.Srv.Cut()
	d.until(t, "imap does not work")
	for end := time.Now().Add(10 * time.Second); !strings.Contains(text, string(mailbox.TroubleLogin)) && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
		var out bytes.Buffer
		command([]string{"status", "-json", "-config", cfg}, nil, &out, &out)
		text = out.String()
	}
	status(config.ExitFailure)
	d.stop(t)
	status(config.ExitLocked)
	cmdtest.MustWrite(t, cfg, "onzin", 0o600)
	status(config.ExitUsage)
}
