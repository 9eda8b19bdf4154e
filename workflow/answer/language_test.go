package answer

import "testing"

// A word of the lists must be found again with all of its marks, or a language is
// counted short without anybody seeing it.
func TestListedWords(t *testing.T) {
	for mark, words := range map[uint8]map[string]bool{inDutch: dutchWords, inEnglish: englishWords, inOther: otherWords} {
		for w := range words {
			if wordLanguage(w)&mark == 0 {
				t.Errorf("%q is not found in its list", w)
			}
			if len(w) > longestListed {
				t.Errorf("%q is longer than any word that is looked up", w)
			}
			if !dutchWords[w+"q"] && !englishWords[w+"q"] && !otherWords[w+"q"] && wordLanguage(w+"q") != 0 {
				t.Errorf("%q is taken for a word of the lists", w+"q")
			}
		}
	}
	for _, w := range []string{"", "'", "é", "zzzzzzzzzz", "ik-"} {
		if wordLanguage(w) != 0 {
			t.Errorf("%q is taken for a word of the lists", w)
		}
	}
}
