package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klachtenpost/cmd/config"
)

// TestStory: the story runs to the besluit, and what the chair wrote reaches the
// committee only.
func TestStory(t *testing.T) {
	dir := t.TempDir()
	var out, trouble bytes.Buffer
	if code := Run([]string{"-once", "-committee", "-dir", dir}, &out, &trouble); code != config.ExitOK {
		t.Fatalf("it ends with %d: %s\n%s", code, &trouble, &out)
	}
	for _, part := range []string{"-1  afgerond gegrond, with the bestuur", "De hoorzitting gaat niet door.", "De voorzitter is akkoord met de conceptuitspraak.",
		"Vastgelegd of het besluit de uitspraak volgt: ja."} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("no %q in\n%s", part, &out)
		}
	}
	mails, err := filepath.Glob(filepath.Join(dir, "mails", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range mails {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(raw, []byte("dat telefoongesprek eindigde")) {
			continue
		}
		seen++
		if base := filepath.Base(name); !strings.Contains(base, "aan-fatima") && !strings.Contains(base, "aan-karin") {
			t.Errorf("what the chair wrote went in %s", base)
		}
	}
	if seen == 0 {
		t.Error("the member did not get what the chair wrote")
	}
}
