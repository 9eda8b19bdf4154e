package reader

// maxProblems bounds what one hostile mail can say about itself.
const maxProblems = 20

// problems collects what was odd about a mail, each thing once, in English and
// without content of the mail.
type problems struct{ list []string }

func (p *problems) add(s string) {
	if p == nil || len(p.list) >= maxProblems {
		return
	}
	for _, have := range p.list {
		if have == s {
			return
		}
	}
	p.list = append(p.list, s)
}
