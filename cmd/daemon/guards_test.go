package daemon_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuardsMatter takes each guard out of a copy of the tree and wants the test that
// stands for it to fail: a test that passes without its guard proves nothing. It
// takes some minutes.
func TestGuardsMatter(t *testing.T) {
	if !*long {
		t.Skip("builds the program once for each guard; -long runs it")
	}
	type proof struct {
		guard
		pkg, run string
	}
	var proofs []proof
	for _, i := range incidents {
		proofs = append(proofs, proof{i.guard, "./cmd/daemon", "TestIncidents/" + i.name})
	}
	proofs = append(proofs, []proof{
		{guard{"workflow/claimed.go", `if !b.wasItYou(m, complainantKey) {`, `if true {`}, "./cmd/daemon", "TestClaimUnproven"},
		{guard{"workflow/claimed.go", `if b.p.day(o.Asked) == b.today {`, `if false {`}, "./workflow", "TestClaimedOnceADay"},
		{guard{"workflow/claimed.go", ` || b.offers(ActAddress) {`, ` {`}, "./workflow", "TestHijackedAddress"},
		{guard{"workflow/intake.go", ` || c.Course.Unseen`, ``}, "./workflow", "TestScenarios/valse-aanvulling"},
		{guard{"cmd/daemon/guess.go", `if n >= f.d.cfg.Trust.Caps.WrongCodes {`, `if false && n > 0 {`}, "./cmd/daemon", "TestWrongCodes"},
		{guard{"workflow/rights.go", `return p == ProofSecret`, `return true`}, "./workflow", "TestLettersNeedTheSecret"},
		{guard{"workflow/committee.go", `!c.Status.withCommittee() || May(seat.Role, ActReply, c.Status, r.Proof) != EffectDone {`, `!c.Status.withCommittee() {`}, "./workflow", "TestNoWordOfAnother"},
		{guard{"workflow/sort.go", `outside := m.OutsideHop || m.DMARC == DMARCFail`, `outside := m.OutsideHop`}, "./workflow", "TestNoWordOfAnother"},
		{guard{"cmd/daemon/breaker.go", `case hour >= caps.Hour:`, `case false:`}, "./cmd/proof", "TestTable/arena: forged senders in one hour"},
	}...)
	dir := copyModule(t)
	for _, p := range proofs {
		t.Run(p.run, func(t *testing.T) {
			file := filepath.Join(dir, p.file)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(text, []byte(p.is)); n != 1 {
				t.Fatalf("%q stands %d times in %s", p.is, n, p.file)
			}
			if err := os.WriteFile(file, bytes.Replace(text, []byte(p.is), []byte(p.gone), 1), 0o644); err != nil {
				t.Fatal(err)
			}
			defer os.WriteFile(file, text, 0o644)
			var parts []string
			for part := range strings.SplitSeq(p.run, "/") {
				parts = append(parts, "^"+regexp.QuoteMeta(strings.ReplaceAll(part, " ", "_"))+"$")
			}
			cmd := exec.Command("go", "test", "-count=1", "-run", strings.Join(parts, "/"), p.pkg)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			switch {
			case err == nil:
				t.Errorf("%s passes without %q", p.run, p.is)
			case bytes.Contains(out, []byte("[build failed]")), bytes.Contains(out, []byte("no tests to run")):
				t.Errorf("without %q: %v\n%s", p.is, err, out)
			}
		})
	}
	t.Logf("%d guards", len(proofs))
}

// copyModule copies the module, without its history, into a directory of its own.
func copyModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		switch {
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && path != root:
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
