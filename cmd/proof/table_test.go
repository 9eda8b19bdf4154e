package proof

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

var (
	long   = flag.Bool("long", false, "play every class with its full count")
	table  = flag.Bool("table", false, "write PROOF.md")
	seedOf = flag.Uint64("seed", 1, "the first seed of what goes wrong by chance")
	trials = flag.Int("trials", 0, "play so many trials of each class instead")
)

// TestTable plays every class of faults, each with the oracle after it.
func TestTable(t *testing.T) {
	var lines []Line
	for _, c := range Classes() {
		if c.Short == 0 && !*long && *trials == 0 {
			continue // only with -long
		}
		n := c.Short
		switch {
		case *trials > 0:
			n = *trials
		case *long:
			n = c.Long
		}
		lines = append(lines, Play(t, c, n))
	}
	if !*table {
		return
	}
	const page = "PROOF.md" // in the folder of the package
	before, err := os.ReadFile(page)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte(Table(lines, string(before), t.TempDir())), 0o644); err != nil {
		t.Error(err)
	}
}

// sideBySide plays n trials, as many at once as -parallel says. One that fails ends
// no other.
func sideBySide(t *testing.T, n int, f func(t *testing.T, i int)) {
	t.Run("trial", func(t *testing.T) {
		for i := range n {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				f(t, i)
			})
		}
	})
}
