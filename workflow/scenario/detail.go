package scenario

import (
	"fmt"
	"strings"

	"klachtenpost/workflow"
)

// Detail says what is particular about a mail, as the texts do: what it asks and
// until when, what news it brings, which messages it shows and the stage of a
// reminder. m is the matter it belongs to.
func Detail(n workflow.Notice, m workflow.Matter) string {
	var parts []string
	if q, ok := m.Question(n.Question); ok && q.Kind == workflow.QuestionActie {
		parts = append(parts, string(q.Reason))
		for _, o := range q.Options {
			parts = append(parts, fmt.Sprintf("%d %s", o.Digit, o.Act))
		}
	} else if ok {
		parts = append(parts, "vraag "+string(q.Kind)+" vóór "+q.Due.String())
	}
	if n.News != "" {
		parts = append(parts, string(n.News))
	}
	if len(n.Messages) > 0 {
		parts = append(parts, fmt.Sprintf("met bericht %v", n.Messages))
	}
	if n.Stage > 0 {
		parts = append(parts, fmt.Sprintf("stap %d", n.Stage))
	}
	return strings.Join(parts, "; ")
}
