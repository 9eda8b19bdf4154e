package answer

import (
	"slices"
	"sync"
)

// Reading is a mail as the recognisers look at it: cleaned, folded and indexed
// once. Whoever asks more than one thing of a mail reads it once and asks the
// Reading. It is for one goroutine.
type Reading struct {
	in      Input
	cut     bool // not the whole text was read
	subject text
	body    text
	all     text // subject and body, one below the other
	sents   []text
	scored  []scoredSentence
}

// maxSubject is what is read of a subject; mail servers allow less than 1 kB.
const maxSubject = 2 << 10

// Read prepares a mail for the recognisers.
func Read(in Input) *Reading {
	r := &Reading{in: in}
	r.in.Text, r.cut = excerpt(in.Text)
	r.subject.s, r.body.s = clean(head(in.Subject, maxSubject)), clean(r.in.Text)
	low := make([]byte, 0, len(r.subject.s)+len(r.body.s)+16)
	low, r.subject.at = folded(low, r.subject.s)
	low = append(low, '\n')
	start := len(low)
	low, r.body.at = folded(low, r.body.s)
	r.all = text{low: string(low)}.indexed()
	r.subject.h, r.subject.low = r.all.h, r.all.low[:start-1]
	r.body.h, r.body.low, r.body.off = r.all.h, r.all.low[start:], start
	return r
}

// Language is Language of the text of the mail that was read.
func (r *Reading) Language() string { return languageOf(r.body.low) }

// sentences are those of the body.
func (r *Reading) sentences() []text {
	if r.sents == nil {
		r.sents = r.body.sentences()
	}
	return r.sents
}

// scoredSentence is what sentenceScore says of a sentence.
type scoredSentence struct {
	score float64
	asks  bool
}

// scores gives the sentences of the body in which the word itself may stand.
func (r *Reading) scores() []scoredSentence {
	if r.scored == nil {
		r.scored = []scoredSentence{}
		if !mayScore(r.body.low) {
			return r.scored // most mails
		}
		for _, s := range r.sentences() {
			if v, asks := sentenceScore(s); v > 0 {
				r.scored = append(r.scored, scoredSentence{v, asks})
			}
		}
	}
	return r.scored
}

// says reports whether a sentence makes a complaint in so many words.
func (r *Reading) says() bool {
	return slices.ContainsFunc(r.scores(), func(s scoredSentence) bool { return s.score >= sure })
}

// recognisers is the filter of all patterns over folded text.
var recognisers = sync.OnceValue(func() *filter {
	free := slices.Concat(
		neutralised, asking, others, performative, foreignSays, foreignAsks, notContent, judgement,
		spamStrong, spamWeak, application, invoice, directorHints, secretaryHints, memberHints, boardHints,
		[]*pattern{
			anyNoun, ownNoun, about, bare, denial, secondPerson, doer, againstMine, relative,
			us, firstPerson, content, notPraise, secondHand, elsewhere, otherParty, workers,
			automatic, forwards, somebody, survey, noLead, yourself, lastYear, bareYear, isoDate,
		},
	)
	var sentence []*pattern
	for _, k := range keywordDoubts {
		sentence = append(sentence, k.words...)
		if k.unless != nil {
			sentence = append(sentence, k.unless)
		}
	}
	return newFilter(patterns{
		free:        free,
		abbreviated: []*pattern{numericDate, writtenDate, ago},
		sentence:    sentence,
		line:        []*pattern{greetingStart, attention},
	})
})

// phrases is the filter of the patterns over text as it was written, capitals
// and all.
var phrases = sync.OnceValue(func() *filter {
	return newFilter(patterns{free: []*pattern{complainedOf, byRole, nameIs, iAm, livesAt}})
})

// Prepare makes what the first mail would else wait for: some tens of milliseconds.
func Prepare() {
	recognisers()
	phrases()
}
