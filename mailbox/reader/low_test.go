package reader

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestLowQuality reads files that are hardly mail. Each must give something: its
// text, its attachment, or a problem that says why there is none.
func TestLowQuality(t *testing.T) {
	for _, path := range files(t, filepath.Join("testdata", "low-quality"), nil) {
		raw := mustFile(t, path)
		m := Read(bytes.NewReader(raw), houseOptions)
		checkClean(t, path, m)
		sameAttachments(t, path, raw, m)
		if m.Text == "" && len(m.Attachments) == 0 && len(m.Problems) == 0 {
			t.Errorf("%s: nothing and no reason", path)
		}
		if bytes.Contains(raw, []byte("Ik heb een klacht")) && !strings.Contains(m.Text, "Ik heb een klacht") {
			t.Errorf("%s: the complaint is lost: %q %q", path, head(m.Text, 200), m.Problems)
		}
	}
}
