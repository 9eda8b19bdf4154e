package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

func TestTags(t *testing.T) {
	tag := workflow.NewNumber(2026, 1).Tag()
	if tag != "K-2026-0001-3" {
		t.Errorf("Tag() = %s; ISO 7064 MOD 11-2 over 20260001 gives 3", tag)
	}
	for subject, want := range map[string]string{
		"Re: Uw bericht aan ons [K-2026-0001-3]":          "[K-2026-0001]",
		"uw nummer k-2026-0001-3, graag bellen":           "[K-2026-0001]",
		"K 2026 0001 3":                                   "[K-2026-0001]",
		"K–2026–0001–3":                                   "[K-2026-0001]",
		"[K-2026-0001-7]":                                 "[]",
		"[K-2026-0001-3] en [K-2026-0002-1]":              "[K-2026-0001 K-2026-0002]",
		"[K-2026-0001-3] [K-2026-0001-3]":                 "[K-2026-0001]",
		"OK-2026-0001-3":                                  "[]",
		"K-2026-0001-31":                                  "[]",
		"K-2026-0001":                                     "[]",
		strings.Repeat("x", 100000) + " [K-2026-0001-3] ": "[K-2026-0001]",
	} {
		if got := fmt.Sprint(workflow.Tags(subject)); got != want {
			t.Errorf("Tags(%.60q) = %s, want %s", subject, got, want)
		}
	}
}

// HUM-01: every wrong digit and every swap of two neighbours in a tag is found.
func TestWrongTags(t *testing.T) {
	tried := 0
	for n := 1; n <= 300; n++ {
		tag := workflow.NewNumber(2026, n).Tag()
		for i := range len(tag) {
			if tag[i] == 'K' || tag[i] == '-' {
				continue
			}
			for _, c := range "0123456789X" {
				if byte(c) == tag[i] {
					continue
				}
				wrong := tag[:i] + string(c) + tag[i+1:]
				tried++
				if found := workflow.Tags(wrong); len(found) > 0 {
					t.Errorf("Tags(%s) = %v: a wrong character passed for %s", wrong, found, tag)
				}
			}
		}
		digits := []int{2, 3, 4, 5, 7, 8, 9, 10, 12}
		for k := range len(digits) - 1 {
			i, j := digits[k], digits[k+1]
			if tag[i] == tag[j] {
				continue
			}
			b := []byte(tag)
			b[i], b[j] = b[j], b[i]
			tried++
			if found := workflow.Tags(string(b)); len(found) > 0 {
				t.Errorf("Tags(%s) = %v: a swap passed for %s", b, found, tag)
			}
		}
	}
	t.Logf("%d wrong tags, 0 accepted", tried)
}

func TestSecrets(t *testing.T) {
	ref := workflow.Reference(workflow.OfficeKey, workflow.TemplateTrialLetter, 1, "7F3K92QM4D")
	if ref != "KP/P1-7F3K92QM4D" {
		t.Errorf("Reference() = %s", ref)
	}
	for text, want := range map[string]string{
		"Ons kenmerk: " + ref + "\n":                              "[7F3K92QM4D]",
		"ons kenmerk: kp/p1-7f3k92qm4d":                           "[7F3K92QM4D]",
		"Ons kenmerk: K-2026-0001/U1-7F3K92QM4D.":                 "[7F3K92QM4D]",
		"Ons kenmerk: K-2026-0001/U1-7F3K92QM4":                   "[]",
		"Ons kenmerk: K-2026-0001/U1-7F3K92QM4DX":                 "[]",
		"Ons kenmerk: K\u20112026\u20110001/U1\u20117F3K92QM4D.":  "[7F3K92QM4D]", // hyphens that end no line
		"Ons kenmerk:\u00a0K-2026-0001/\u200bU1-7F3K\u00ad92QM4D": "[7F3K92QM4D]", // places where one may
		"geen kenmerk": "[]",
	} {
		if got := fmt.Sprint(workflow.Secrets(text)); got != want {
			t.Errorf("Secrets(%q) = %s, want %s", text, got, want)
		}
	}
}
