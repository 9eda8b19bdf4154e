package proof

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"klachtenpost/store"
	"klachtenpost/store/storetest"
)

func init() {
	Register(Class{Name: "SIGKILL while the schema is made or changed", Rows: "DB-13 DB-12", Short: 4, Long: 0, Run: schemaKills})
}

// envMake lets a child make a database and nothing more.
const envMake = "PROOF_MAKE"

// TestMaker is the process that makes one.
func TestMaker(t *testing.T) {
	if path := os.Getenv(envMake); path != "" {
		db, err := store.Open(path)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// schemaKills kills the process that makes a database before each of its calls on the
// disk: the next one makes it whole. Steps from one version to the next are inside the
// store: with -long its own test of them is played here, which kills them at random.
func schemaKills(t *testing.T, n int, y *Tally) {
	lib := storetest.Shim(t)
	step := 1
	if n > 0 {
		step = 5
	}
	dir := storetest.Memory(t)
	points := 0
	for k := step; n == 0 || points < n; k += step {
		path := filepath.Join(dir, strconv.Itoa(k), "klachtenpost.db")
		cmd := exec.CommandContext(t.Context(), binary(t), "-test.run=^TestMaker$")
		cmd.Env = append(os.Environ(), envMake+"="+path, "LD_PRELOAD="+lib, "FAULT_ERRNO=0", "FAULT_AT="+strconv.Itoa(k))
		out, err := cmd.CombinedOutput()
		if err == nil {
			break
		}
		if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != -1 {
			t.Fatalf("call %d: %v\n%s", k, err, out)
		}
		points++
		y.Trial()
		what := fmt.Sprintf("call %d", k)
		db, err := store.Open(path)
		if err != nil {
			y.Wrong(t, what, Violation{Lost, "", err.Error()})
			return
		}
		version, newest, err := db.Schema()
		if err != nil || version != newest {
			y.Wrong(t, what, Violation{Lost, "", fmt.Sprintf("version %d of %d, %v", version, newest, err)})
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	y.Note("%d while it was made", points)
	if n > 0 {
		return
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-v", "-run", "^TestKilledDuringMigration$", "klachtenpost/store", "-long")
	out, err := cmd.CombinedOutput()
	found := regexp.MustCompile(`(\d+) kills: \d+ left the old file, \d+ the new, 0 between`).FindSubmatch(out)
	if err != nil || found == nil {
		y.Wrong(t, "steps", Violation{Lost, "", fmt.Sprintf("%v\n%s", err, out)})
		return
	}
	steps, _ := strconv.Atoi(string(found[1]))
	y.Trials(steps)
	y.Note("%d while it was changed: %s", steps, found[0])
}
