package daemon

import (
	"strings"
	"testing"
)

// TestSeal: what a seal says comes back with the key it was made with, and with no
// other; no single changed character passes.
func TestSeal(t *testing.T) {
	d, other := &Daemon{key: []byte("testsleutel")}, &Daemon{key: []byte("andere sleutel")}
	for _, s := range []seal{
		{Matter: "K-2026-0001", Key: "ontvangstbevestiging", Origin: "0123456789abcdef", Sense: "fedcba9876543210"},
		{Matter: "kantoor", Key: "maandag-2026-04-21", Sense: "0000000000000001"},
		{Matter: "I-1234567", Key: strings.Repeat("x", 200), Origin: "ffffffffffffffff", Sense: "ffffffffffffffff"},
	} {
		text := d.sealed(s)
		if again := d.sealed(s); again != text {
			t.Errorf("the same notice has two seals")
		}
		if got, ok := d.unsealed(text); !ok || got != s {
			t.Errorf("unsealed %+v, %v, want %+v", got, ok, s)
		}
		if _, ok := other.unsealed(text); ok {
			t.Error("another key reads it")
		}
		if strings.Contains(text, s.Matter) || len(text) > 450 {
			t.Errorf("%d characters, the matter in it", len(text))
		}
		tried, passed := 0, 0
		for i := range text {
			for _, c := range "A7" {
				forged := text[:i] + string(c) + text[i+1:]
				if got, ok := d.unsealed(forged); forged != text {
					tried++
					// The last character holds bits that mean nothing.
					if ok && (got != s || i < len(text)-1) {
						passed++
					}
				}
			}
		}
		if passed > 0 {
			t.Errorf("%d of %d forgeries pass", passed, tried)
		}
	}
	for _, bad := range []string{"", "x", "AAAA", strings.Repeat("A", 56), strings.Repeat("A", 500), "é"} {
		if _, ok := d.unsealed(bad); ok {
			t.Errorf("%q is a seal", bad)
		}
	}
}
