package daemon

import (
	"fmt"
	"strings"

	"klachtenpost/store"
	"klachtenpost/workflow"
)

// madeAgain looks, after a restore, whether a letter that now lies in Concepten was
// sent before: then a mail of the secretary in this case has its fixed lines, and a
// secret that the records do not know.
func (f *filing) madeAgain(o store.Outgoing) error {
	restored, err := f.tx.Meta(metaReadBack)
	if err != nil || restored == "" || !strings.HasPrefix(o.Matter, "K-") {
		return err
	}
	ids, err := f.tx.MessagesOf(o.Matter)
	if err != nil {
		return err
	}
	for _, id := range ids {
		m, err := f.tx.Message(id)
		if err != nil {
			return err
		}
		secrets := workflow.Secrets(m.Text)
		if !m.From.Same(f.d.Procedure.Committee) || len(secrets) == 0 {
			continue
		}
		ev, err := f.tx.Evidence(workflow.Message{Received: f.now}, nil, secrets)
		if err != nil {
			return err
		}
		if ev.Letter != nil || len(ev.Referenced) > 0 {
			continue // a letter that the records know
		}
		r := workflow.Route{Verdict: workflow.VerdictSent, Matter: o.Matter, Role: workflow.RoleSecretary, Proof: workflow.ProofMailbox}
		if err := f.compare(m, &r); err != nil {
			return err
		}
		if r.Resembles == "" {
			continue
		}
		c, err := f.tx.Case(workflow.Number(o.Matter))
		if err != nil {
			return err
		}
		if err := f.apply(o.Matter, f.d.Procedure.MadeAgain(c, m, r, f.now)); err != nil {
			return fmt.Errorf("letter made again: %w", err)
		}
		break // what follows is her copy of it
	}
	return nil
}
