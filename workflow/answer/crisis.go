package answer

import "slices"

// Crisis reports whether words of danger stand in the mail: whether DoubtCrisis is
// among its Doubts, of which received is the day. Most mail has none of the words,
// and then nothing else is looked at.
func (r *Reading) Crisis(received Date) bool {
	for _, k := range keywordDoubts {
		if k.doubt == DoubtCrisis && slices.ContainsFunc(k.words, r.all.may) {
			return slices.ContainsFunc(r.Doubts(received), func(f Found) bool { return f.Doubt == DoubtCrisis })
		}
	}
	return false
}
