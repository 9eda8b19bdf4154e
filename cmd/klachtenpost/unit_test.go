package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
)

func TestUnitFile(t *testing.T) {
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("needs systemd-analyze")
	}
	text, err := os.ReadFile("klachtenpost.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "klachtenpost.service")
	cmdtest.MustWrite(t, unit, strings.ReplaceAll(string(text), "/usr/local/bin/klachtenpost", os.Args[0]), 0o644)
	out, err := exec.Command(path, "verify", unit).CombinedOutput()
	if err != nil || strings.Contains(string(out), "klachtenpost.service") {
		t.Errorf("%v: %s", err, out)
	}
}
