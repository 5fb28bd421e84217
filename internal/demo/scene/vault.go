package scene

import "math"

// vault is a long hall that runs straight away from the eye: 2 wide, upright
// walls up to the spring, a round arch above. Heights are from the eye.
type vault struct {
	eye    pt // where it runs to on the picture
	lens   float64
	floor  float64
	spring float64
	end    float64 // how far away the end wall is
	flat   float64 // above 0 a level ceiling at that height instead of the arch
}

// The sides of a vault.
const (
	vaultFloor = iota
	vaultLeft
	vaultRight
	vaultArch
	vaultEnd
)

// hit is where a line of sight meets the vault; arc is the way along wall and
// arch from the floor, the same on both sides.
type hit struct {
	side         int
	x, y, z, arc float64
}

// at is where a place in the hall stands on the picture.
func (v vault) at(x, y, z float64) pt {
	return pt{v.eye.x + x/z*v.lens, v.eye.y - y/z*v.lens}
}

// hit follows the line of sight through a place on the picture.
func (v vault) hit(px, py float64) hit {
	dx, dy := (px-v.eye.x)/v.lens, (v.eye.y-py)/v.lens
	z, side := v.end, vaultEnd
	if dy < 0 && v.floor/dy < z {
		z, side = v.floor/dy, vaultFloor
	}
	wall := 1 / max(abs(dx), 1e-6)
	top := v.spring
	if v.flat > 0 {
		top = v.flat
		if dy > 0 && top/dy < z {
			z, side = top/dy, vaultArch
		}
	}
	if wall < z && dy*wall <= top {
		z, side = wall, vaultLeft
		if dx > 0 {
			side = vaultRight
		}
	}
	if v.flat == 0 && side == vaultEnd || v.flat == 0 && side == vaultFloor && dy > 0 {
		// The arch: (dx z)^2 + (dy z - spring)^2 = 1.
		a, b := dx*dx+dy*dy, dy*v.spring
		if root := b*b - a*(v.spring*v.spring-1); a > 1e-9 && root > 0 {
			if t := (b + math.Sqrt(root)) / a; t < z && dy*t > v.spring {
				z, side = t, vaultArch
			}
		}
	}
	h := hit{side: side, x: dx * z, y: dy * z, z: z}
	h.arc = h.y - v.floor
	if side == vaultArch && v.flat == 0 {
		h.arc = v.spring - v.floor + math.Atan2(h.y-v.spring, abs(h.x))
	}
	return h
}

// bars is 1 on bars of a width that stand a distance apart, else 0, with soft
// edges.
func bars(v, apart, width float64) float64 {
	return step(width*0.62, width*0.38, abs(wrap(v/apart)-0.5)*apart)
}
