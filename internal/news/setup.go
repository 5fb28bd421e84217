package news

// TitleDeed is one write on a title.
type TitleDeed struct {
	// Title is the new state; its Rev is the one the caller saw, 0 for a new
	// title, which comes after the others.
	Title Title
	// Seed is set if the settings file says so: the hash of its entry. The file
	// has the word whatever the title has become meanwhile, but says nothing twice.
	Seed string
}

// SourceDeed is one write on a source and the roads by which its copy comes.
type SourceDeed struct {
	// Source is the new state; its Rev is the one the caller saw, 0 for a new
	// source.
	Source Source
	Roads  RoadSetup
	// Secrets are those that are new; an empty one is forgotten.
	Secrets Secrets
	// Seed is as that of a [TitleDeed].
	Seed string
}
