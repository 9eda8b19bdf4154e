package workflow

// Proof is how a sender showed who he is, weakest first. A case number is for
// routing and proves nothing.
type Proof string

const (
	ProofNone       Proof = ""                           // nothing
	ProofFrom       Proof = "afzender op dossier"        // From on file, which anybody can write
	ProofTag        Proof = "kenmerk en afzender"        // case tag or reference, and From on file
	ProofDMARC      Proof = "afzender met DMARC"         // From on file and the domain vouches for it
	ProofTokenOther Proof = "ons bericht, ander adres"   // had our mail, writes from elsewhere
	ProofToken      Proof = "ons bericht en afzender"    // had our mail and writes from the address on file
	ProofMailbox    Proof = "uit het postvak"            // sent from the committee's mailbox to itself, in an Actie's thread or with its code
	ProofSecret     Proof = "geheim van de conceptbrief" // a prepared draft, sent from the mailbox
)

// Token ties an incoming mail to one mail of ours: whoever shows its id or its
// code had that mail.
type Token struct {
	MessageID string // the id we gave it, without <>
	Code      string // answer code, ten characters of Crockford base32
	Secret    string // of a letter, ten characters; proves that a draft was sent
	Matter    string
	Role      Role   // to whom it went
	Person    string // key in the matter, "" for staff
	Address   Address
	Question  string // key of the question it asked, "" for none
	Template  Template
	Notice    int64  // row of the notice
	Key       string // and its key in the matter
	Expired   bool   // past its date, revoked, or a secret already spent
}

// Evidence is what the records know about a message. The store gathers it,
// Sort judges it.
type Evidence struct {
	OwnMail bool    // one of our own mails: its id, its header or its text says so
	Tokens  []Token // of mails it refers to (newest reference first), then of codes in it
	ByCode  []Token // the part of Tokens that was found by a code in the text or subject
	Letter  *Token  // an unspent secret of a letter stands in it
	// Cases named by the subject's tags, and by references to any mail in them.
	Tagged     []Number
	Referenced []string // matter keys
	OpenCases  []Number // open cases in which the From is on file
	ClosedCase []Number // closed ones
	OpenItems  []string // open intake items of the same sender
	Recipients []Number // open cases in which one of the recipients (To, Cc) is on file
	Twin       string   // matter in which the same submission was already filed, "" for none
	HasTwin    bool
}
