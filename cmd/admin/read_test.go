package admin

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klachtenpost/cmd/config"
)

const readSample = "From jan@voorbeeld.nl Tue Apr 28 10:00:00 2026\nFrom: Jan Jansen <jan@voorbeeld.nl>\nTo: klachten@perspectief.example\nSubject: Klacht\nMessage-ID: <1@voorbeeld.nl>\n\nHierbij dien ik een klacht in over mijn bemiddelaar.\n"

func TestReadJSON(t *testing.T) {
	dir := t.TempDir()
	one, noise := filepath.Join(dir, "een.eml"), filepath.Join(dir, "ruis.bin")
	if err := os.WriteFile(one, []byte(readSample), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(noise, []byte{0, 1, 2, 0xff, 0xfe, '\n', 7}, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	code := Read([]string{"-json", one, "-", noise}, strings.NewReader(strings.ReplaceAll(readSample, "\n", "\r\n")), &out, &errs)
	if code != config.ExitOK || errs.Len() != 0 {
		t.Fatalf("code %d, errors %q", code, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines: %s", len(lines), out.String())
	}
	for i, file := range []string{one, "-", noise} {
		var got readLine
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatal(err)
		}
		if got.File != file {
			t.Errorf("line %d is %s, want %s", i, got.File, file)
		}
		if file == noise {
			if len(got.Problems) == 0 {
				t.Errorf("no mail and no problem: %s", lines[i])
			}
			continue
		}
		if got.Kind != "human" || got.From != "jan@voorbeeld.nl" || got.MessageID != "1@voorbeeld.nl" || got.Confidence != 1 || got.Complaint < 0.5 {
			t.Errorf("line %d: %s", i, lines[i])
		}
		if !strings.Contains(lines[i], `"references":[]`) || !strings.Contains(lines[i], `"bounce":[]`) {
			t.Errorf("empty lists are not lists: %s", lines[i])
		}
	}
}

func TestReadFaults(t *testing.T) {
	var out, errs strings.Builder
	if code := Read(nil, strings.NewReader(""), &out, &errs); code != config.ExitUsage {
		t.Errorf("no file: code %d", code)
	}
	if code := Read([]string{"-json", filepath.Join(t.TempDir(), "weg.eml"), "-"}, strings.NewReader(readSample), &out, &errs); code != config.ExitFailure {
		t.Errorf("missing file: code %d", code)
	}
	if n := strings.Count(out.String(), "\n"); n != 2 {
		t.Errorf("a missing file must not stop the others: %d lines", n)
	}
	out.Reset()
	if code := Read([]string{"-"}, strings.NewReader(readSample), &out, &errs); code != config.ExitOK || !strings.Contains(out.String(), "Hierbij dien ik") {
		t.Errorf("readable form: %d %s", code, out.String())
	}
}

// TestReadAnswer: -question adds how the writer's own words answer it, and what is
// only quoted answers nothing.
func TestReadAnswer(t *testing.T) {
	for _, c := range []struct{ body, question, role, class, action string }{
		{"Ik ben tevreden met de oplossing.", "voorstel", "klager", "TEVREDEN", "BEVESTIG"},
		{"Ik ben niet tevreden met deze oplossing.", "voorstel", "klager", "NIET_TEVREDEN", "AUTO"},
		{"Ik ben tevreden met de oplossing.", "voorstel", "directeur", "TEVREDEN", "MENS"},
		{"Over punt 1 ben ik tevreden, over punt 2 nog niet.", "voorstel", "klager", "DEELS", "MENS"},
		{"Dank u.\n\nOp 14 april 2026 om 10:00 schreef Karin <k@voorbeeld.nl>:\n> Schrijf: ik ben tevreden.", "voorstel", "klager", "ONBEKEND", "MENS"},
	} {
		mail := "From: Anna <anna@voorbeeld.nl>\nSubject: Re: uw bericht\nIn-Reply-To: <x@voorbeeld.nl>\n\n" + c.body + "\n"
		var out, errs strings.Builder
		args := []string{"-json", "-question", c.question, "-role", c.role, "-"}
		if code := Read(args, strings.NewReader(mail), &out, &errs); code != config.ExitOK {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		var got struct{ Answer readAnswer }
		if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
			t.Fatal(err)
		}
		if got.Answer.Class != c.class || got.Answer.Action != c.action {
			t.Errorf("%q by the %s: %+v, want %s %s", c.body, c.role, got.Answer, c.class, c.action)
		}
	}
}
