package workflow

import "slices"

// Tier is how much proof an act needs (trust section 1).
type Tier int

const (
	TierFile    Tier = iota // filed, and nothing more
	TierReply               // a token, or From on file with a DMARC pass: internal, reversible
	TierAnswer              // a token and the person's own address: carried out at once
	TierMailbox             // from the committee's mailbox to itself
	TierLetter              // a prepared draft, sent from the mailbox
)

// Effect is what an act comes to.
type Effect string

const (
	EffectDone    Effect = "gedaan"    // carried out
	EffectAsked   Effect = "gevraagd"  // put before the secretary
	EffectRefused Effect = "geweigerd" // stored, and nothing more
)

// right is one row of the table: who may do what, while a case stands where, by
// which proof.
type right struct {
	act   Act
	roles []Role
	tier  Tier
	in    []Status // nil: always
}

// Statuses in which acts make sense.
var (
	beforeDirector = []Status{StatusReceived, StatusIncomplete}
	triage         = []Status{StatusReceived, StatusIncomplete, StatusWithDirector}
	withdrawable   = []Status{StatusReceived, StatusIncomplete, StatusWithDirector, StatusProposed, StatusChoosing,
		StatusAdmissibility, StatusStatements, StatusHearing, StatusDeliberation}
	withCommittee = []Status{StatusAdmissibility, StatusStatements, StatusHearing, StatusDeliberation}
	besluit       = []Status{StatusDirectorDecides, StatusClosed}
	everybody     = []Role{RoleComplainant, RoleRepresentative, RoleEmployee, RoleDirector, RoleBoard, RoleChair, RoleMember}

	open   = Statuses[:slices.Index(Statuses, StatusClosed)]
	closed = []Status{StatusClosed}
	party  = []Role{RoleComplainant, RoleRepresentative}
	hers   = []Role{RoleSecretary}
)

// rights is the one table of who may do what. What is not in it is refused.
var rights = []right{
	// Complainants, and who acts for them: in their own clear words.
	{ActReply, party, TierFile, nil},
	{ActStatus, party, TierAnswer, open},
	{ActSupplement, party, TierAnswer, []Status{StatusIncomplete}},
	{ActContent, party, TierAnswer, []Status{StatusProposed}},
	{ActNotContent, party, TierAnswer, []Status{StatusProposed, StatusClosed}},
	{ActCommittee, party, TierAnswer, []Status{StatusProposed, StatusChoosing, StatusClosed}},
	{ActStop, party, TierAnswer, []Status{StatusChoosing}},
	{ActWithdraw, party, TierAnswer, withdrawable},
	{ActReopen, party, TierAnswer, closed},
	{ActYes, party, TierAnswer, open},
	{ActNo, party, TierAnswer, open},
	{ActRestoreItem, party, TierAnswer, withdrawable},
	{ActHear, party, TierAnswer, withCommittee},
	{ActNoHearing, party, TierAnswer, withCommittee},

	// Whoever is invited to a hearing.
	{ActCan, everybody, TierReply, []Status{StatusHearing}},

	// The chair agrees with a draft decision.
	{ActAgree, []Role{RoleChair}, TierAnswer, []Status{StatusDeliberation}},

	// Staff: their words only become a question to the secretary.
	{ActReply, []Role{RoleDirector, RoleBoard, RoleChair, RoleMember, RoleEmployee}, TierReply, nil},

	// The secretary, from the mailbox: releases, notes, asks, extends. What leaves
	// is a fixed text or a draft.
	{ActToDirector, hers, TierMailbox, triage},
	{ActToBoard, hers, TierMailbox, triage},
	{ActAskFirst, hers, TierMailbox, beforeDirector},
	{ActAskAgain, hers, TierMailbox, beforeDirector},
	{ActConfirm, hers, TierMailbox, open},
	{ActKeep, hers, TierMailbox, nil},
	{ActDone, hers, TierMailbox, nil},
	{ActResend, hers, TierMailbox, nil},
	{ActOther, hers, TierMailbox, nil},
	{ActHelp, hers, TierMailbox, nil},
	{ActNote, hers, TierMailbox, nil},
	{ActPhone, hers, TierMailbox, nil},
	{ActCall, hers, TierMailbox, nil},
	{ActYes, hers, TierMailbox, nil},
	{ActNo, hers, TierMailbox, nil},
	{ActOverview, hers, TierMailbox, nil},
	{ActPause, hers, TierMailbox, nil},
	{ActPropose, hers, TierMailbox, []Status{StatusWithDirector, StatusProposed, StatusChoosing}},
	{ActAsk, hers, TierMailbox, open},
	{ActForward, hers, TierMailbox, open},
	{ActDefence, hers, TierMailbox, open},
	{ActHandler, hers, TierMailbox, answerable},
	{ActAskDelay, hers, TierMailbox, []Status{StatusWithDirector}},
	{ActExtend, hers, TierMailbox, append([]Status{StatusWithDirector}, withCommittee...)},
	{ActDelay, hers, TierMailbox, append([]Status{StatusWithDirector}, withCommittee...)},
	{ActContent, hers, TierMailbox, []Status{StatusWithDirector, StatusProposed, StatusChoosing}},
	{ActNotContent, hers, TierMailbox, []Status{StatusWithDirector, StatusProposed}},
	{ActCommittee, hers, TierMailbox, []Status{StatusWithDirector, StatusProposed, StatusChoosing}},
	{ActStop, hers, TierMailbox, []Status{StatusChoosing}},
	{ActWithdraw, hers, TierMailbox, withdrawable},
	{ActNoReaction, hers, TierMailbox, []Status{StatusIncomplete, StatusProposed, StatusChoosing}},
	{ActClose, hers, TierMailbox, open},
	{ActReopen, hers, TierMailbox, closed},
	{ActNewCase, hers, TierMailbox, nil},
	{ActSuspend, hers, TierMailbox, open},
	{ActResume, hers, TierMailbox, open},
	{ActJoin, hers, TierMailbox, open},
	{ActSplit, hers, TierMailbox, open},
	{ActItems, hers, TierMailbox, open},
	{ActWithdrawItem, hers, TierMailbox, withdrawable},
	{ActRestoreItem, hers, TierMailbox, withdrawable},
	{ActRepresent, hers, TierMailbox, open},
	{ActParty, hers, TierMailbox, open},
	{ActEmployee, hers, TierMailbox, open},
	{ActAddress, hers, TierMailbox, nil},
	{ActCopy, hers, TierMailbox, open},
	{ActRefer, hers, TierMailbox, triage},
	{ActRefuse, hers, TierMailbox, triage},
	{ActNoComplaint, hers, TierMailbox, triage},
	{ActAnonymous, hers, TierMailbox, beforeDirector},
	{ActCorrect, hers, TierMailbox, nil},
	{ActWrite, hers, TierMailbox, nil},
	{ActLanguage, hers, TierMailbox, open},
	{ActPosted, hers, TierMailbox, nil},
	{ActPost, hers, TierMailbox, nil},
	{ActMemberOut, hers, TierMailbox, withCommittee},
	{ActHear, hers, TierMailbox, withCommittee},
	{ActNoHearing, hers, TierMailbox, withCommittee},
	{ActAdmissible, hers, TierMailbox, []Status{StatusAdmissibility}},
	{ActInadmissible, hers, TierMailbox, []Status{StatusAdmissibility, StatusDeliberation}},
	{ActWithoutStatements, hers, TierMailbox, []Status{StatusAdmissibility, StatusStatements}},
	{ActHearing, hers, TierMailbox, []Status{StatusStatements, StatusHearing}},
	{ActWithoutHearing, hers, TierMailbox, []Status{StatusStatements, StatusHearing}},
	{ActDate1, hers, TierMailbox, []Status{StatusHearing}},
	{ActDate2, hers, TierMailbox, []Status{StatusHearing}},
	{ActDate3, hers, TierMailbox, []Status{StatusHearing}},
	{ActDate4, hers, TierMailbox, []Status{StatusHearing}},
	{ActHeld, hers, TierMailbox, []Status{StatusHearing}},
	{ActMoved, hers, TierMailbox, []Status{StatusHearing}},
	{ActCancelled, hers, TierMailbox, []Status{StatusHearing}},
	{ActJudge, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActFounded, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActPartlyFounded, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActUnfounded, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActNoOpinion, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActCirculate, hers, TierMailbox, []Status{StatusDeliberation}},
	{ActFollowed, hers, TierMailbox, besluit},
	{ActFollowedPartly, hers, TierMailbox, besluit},
	{ActNotFollowed, hers, TierMailbox, besluit},
	{ActCarriedOut, hers, TierMailbox, besluit},
	{ActNotYet, hers, TierMailbox, besluit},
	{ActErase, hers, TierMailbox, closed},

	// A letter: what somebody typed leaves only when a person presses Send.
	{ActLetter, hers, TierLetter, nil},
}

// May tells what comes of an act: whether this role may do it while a case stands
// there, and whether the proof is enough. Too little proof, or a status in which
// it makes no sense, puts it before the secretary; who has no such right at all,
// or shows nothing, is refused.
func May(role Role, act Act, s Status, proof Proof) Effect {
	i := slices.IndexFunc(rights, func(r right) bool { return r.act == act && slices.Contains(r.roles, role) })
	if i < 0 {
		return EffectRefused
	}
	r := rights[i]
	now := r.in == nil || slices.Contains(r.in, s)
	switch {
	case proof.enough(r.tier) && now:
		return EffectDone
	case role == RoleSecretary, proof == ProofNone && r.tier > TierFile:
		return EffectRefused
	}
	return EffectAsked
}

// enough reports whether a proof carries a tier.
func (p Proof) enough(t Tier) bool {
	switch t {
	case TierFile:
		return true
	case TierReply:
		return p == ProofToken || p == ProofDMARC
	case TierAnswer:
		return p == ProofToken
	case TierMailbox:
		return p == ProofMailbox || p == ProofToken
	case TierLetter:
		return p == ProofSecret
	}
	return false
}
