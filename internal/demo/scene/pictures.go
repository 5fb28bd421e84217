package scene

// pictures lists all scenes in the order of Names.
func pictures() []picture {
	return []picture{
		harbour(), barge(), bridge(), parliament(), market(), wind(),
		ferry(), lighthouse(), stadium(), concert(), observatory(), forest(),
		tram(), snow(), greenhouse(), portCranes(), library(), glacier(),
	}
}
