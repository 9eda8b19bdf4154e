package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
)

func TestLogin(t *testing.T) {
	s := cmdtest.NewTokenServer(t)
	s.Pending = 2
	cfg := cmdtest.OAuthConfig(t, s, cmdtest.ByPerson)
	path := cfg.SecretFilePath(cfg.OAuth.RefreshTokenFile)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := command([]string{"login", "-config", cfg.File}, nil, &out, &errs); code != config.ExitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, want := range []string{"https://login.example.org/device", "BCDF-GHJK", path} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in: %s", want, out.String())
		}
	}
	cmdtest.WantClean(t, out.String()+errs.String())
	b, err := os.ReadFile(path)
	info, _ := os.Stat(path)
	if err != nil || strings.TrimSpace(string(b)) != s.Refresh || info.Mode().Perm() != 0o600 {
		t.Errorf("file %q, mode %v, %v", b, info.Mode(), err)
	}
	// Without the file every other command says what makes it.
	if err := os.Rename(path, path+".weg"); err != nil {
		t.Fatal(err)
	}
	errs.Reset()
	if code := command([]string{"status", "-config", cfg.File}, nil, io.Discard, &errs); code == config.ExitUsage {
		t.Errorf("status: exit %d: %s", code, errs.String())
	}
	if code := command([]string{"run", "-config", cfg.File}, nil, io.Discard, &errs); code != config.ExitUsage || !strings.Contains(errs.String(), "run klachtenpost login") {
		t.Errorf("run: exit %d: %s", code, errs.String())
	}
	// Nothing else of the configuration may be missing.
	text, _ := os.ReadFile(cfg.File)
	cmdtest.MustWrite(t, cfg.File, strings.Replace(string(text), "[people.director]", "[people.chair]", 1), 0o600)
	if code := command([]string{"login", "-config", cfg.File}, nil, &out, &errs); code != config.ExitUsage {
		t.Errorf("exit %d with a broken configuration", code)
	}
}
