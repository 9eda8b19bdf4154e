package answer

import (
	"regexp"
	"testing"
)

// TestPatterns compiles what the program compiles when a mail needs it.
func TestPatterns(t *testing.T) {
	if len(written) < 400 {
		t.Fatalf("only %d patterns", len(written))
	}
	for _, p := range written {
		if _, err := regexp.Compile(p.text); err != nil {
			t.Errorf("%.60s: %v", p.text, err)
		}
	}
}
