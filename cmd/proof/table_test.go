package proof

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var (
	long  = flag.Bool("long", false, "play every class with its full count")
	table = flag.Bool("table", false, "write PROOF.md")
)

// TestTable plays every class of faults, each with the oracle after it.
func TestTable(t *testing.T) {
	var lines []Line
	for _, c := range Classes() {
		lines = append(lines, Play(t, c, *long))
	}
	if !*table {
		return
	}
	if err := os.WriteFile(filepath.Join("..", "..", "PROOF.md"), []byte(Table(lines, t.TempDir())), 0o644); err != nil {
		t.Error(err)
	}
}
