package news

import "testing"

// Who works for some titles alone has none of the acts that are of the whole house.
func TestActsOfTheHouseAreOfNoTitle(t *testing.T) {
	all := User{ID: "1", Name: "ad", Role: Administrator}
	local := all
	local.Titles = []TitleID{"courier"}
	for _, a := range Acts() {
		if !May(all, a, "") || !May(all, a, "courier") {
			t.Errorf("May(administrator, %s) = false, want true", a)
		}
		want := a != ActSources && a != ActAudit
		for _, on := range []TitleID{"", "courier"} {
			if got := May(local, a, on); got != want {
				t.Errorf("May(administrator of courier, %s, %q) = %v, want %v", a, on, got, want)
			}
		}
		if May(local, a, "evening") {
			t.Errorf("May(administrator of courier, %s, evening) = true, want false", a)
		}
	}
}
