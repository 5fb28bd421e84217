package scene

import "math"

// bareTree adds a leafless tree that stands at x, y and is about high tall.
func (s *shape) bareTree(n noise, x, y, high float64) *shape {
	count := 0
	var grow func(x, y, angle, length, thick float64, depth int)
	grow = func(x, y, angle, length, thick float64, depth int) {
		count++
		at := count * 13
		bend := angle + n.span(at, -0.22, 0.22)
		mx, my := x+math.Cos(angle)*length*0.5, y+math.Sin(angle)*length*0.5
		ex, ey := mx+math.Cos(bend)*length*0.5, my+math.Sin(bend)*length*0.5
		s.line(x, y, mx, my, thick, thick*0.88)
		s.line(mx, my, ex, ey, thick*0.88, thick*0.76)
		if depth == 0 {
			return
		}
		// Each branch goes on nearly straight and throws others to its sides;
		// twigs turn up again, towards the light.
		up := 0.16 * math.Sin(-math.Pi/2-bend)
		grow(ex, ey, bend+n.span(at+1, -0.2, 0.2)+up, length*n.span(at+2, 0.72, 0.9), thick*0.74, depth-1)
		side := 1.0
		if n.rnd(at+3) < 0.5 {
			side = -1
		}
		grow(ex, ey, bend+side*n.span(at+4, 0.35, 0.85)+up, length*n.span(at+5, 0.6, 0.88), thick*0.58, depth-1)
		if n.rnd(at+6) < 0.5 {
			grow(mx, my, angle-side*n.span(at+7, 0.5, 1.0)+up, length*n.span(at+8, 0.45, 0.75), thick*0.45, max(0, depth-2))
		}
	}
	grow(x, y, -math.Pi/2+n.span(3, -0.06, 0.06), high*0.2, high*0.042, 8)
	return s.poly(pt{x - high*0.036, y + high*0.01}, pt{x - high*0.018, y - high*0.05}, pt{x + high*0.018, y - high*0.05}, pt{x + high*0.036, y + high*0.01})
}

// conifer adds a fir that stands at x, y and is high tall: a narrow core and
// many thin boughs of uneven length.
func (s *shape) conifer(n noise, x, y, high float64) *shape {
	s.line(x, y, x, y-high, high*0.024, high*0.003)
	tiers := int(min(90, max(26, high*130)))
	broad := high * n.span(1, 0.10, 0.155)
	bare := n.span(2, 0.03, 0.16)
	for i := range tiers {
		t := (float64(i) + n.rnd(i*7+3)) / float64(tiers)
		ty := y - high*lerp(bare, 0.99, t)
		full := broad * math.Pow(1-t, 0.75) * (1 + 0.35*n.at(t*9, 4))
		for k, side := range []float64{-1, 1} {
			reach := full * n.span(i*7+4+k, 0.35, 1.2)
			drop := reach * n.span(i*7+6+k, 0.15, 0.62)
			thick := high * lerp(0.016, 0.006, t)
			s.poly(pt{x - side*0.1*reach, ty - thick}, pt{x + side*reach*0.5, ty + drop*0.32 - thick*0.7},
				pt{x + side*reach, ty + drop}, pt{x + side*reach*0.55, ty + drop*0.62 + thick*0.9},
				pt{x - side*0.1*reach, ty + thick})
		}
	}
	return s
}

// poplar adds a slender tree in leaf that stands at x, y and is high tall:
// many small clumps around a hidden trunk.
func (s *shape) poplar(n noise, x, y, high float64) *shape {
	s.line(x, y, x, y-high*0.9, high*0.03, high*0.01)
	for i := range 90 {
		t := n.rnd(i * 4)
		broad := high * 0.105 * math.Sqrt(math.Sin(math.Pi*math.Pow(0.08+0.9*t, 0.8)))
		size := high * n.span(i*4+1, 0.02, 0.042)
		s.blob(n+noise(i), x+broad*n.span(i*4+2, -1, 1), y-high*(0.06+0.92*t), size*0.8, size*1.3, 0.5)
	}
	return s
}

// grove is a skyline of treetops: a rough line of the given mean height above
// base, for use with under.
func grove(n noise, base, high, size float64) func(x float64) float64 {
	return func(x float64) float64 {
		crown := abs(n.at(x/size, 0.5))*0.8 + 0.5*abs(n.at(x/size*2.7, 3.5))
		return base - high*clamp(0.35+0.6*n.fbm(x/size/9, 9, 3)+0.55*crown) - high*0.12*n.fbm(x/size*9, 1, 3)
	}
}

// person adds someone who stands at x, y and is high tall. lean from -1 to 1
// is how the walk goes.
func (s *shape) person(x, y, high, lean float64) *shape {
	h := high
	s.oval(x+lean*h*0.02, y-h*0.93, h*0.052, h*0.068)
	s.line(x+lean*h*0.02, y-h*0.9, x, y-h*0.8, h*0.05, h*0.1)
	s.poly(pt{x - h*0.115, y - h*0.78}, pt{x - h*0.05, y - h*0.845}, pt{x + h*0.05, y - h*0.845},
		pt{x + h*0.115, y - h*0.78}, pt{x + h*0.125, y - h*0.5}, pt{x + h*0.12, y - h*0.36},
		pt{x - h*0.12, y - h*0.36}, pt{x - h*0.13, y - h*0.5})
	s.line(x-h*0.045, y-h*0.42, x-h*0.05-lean*h*0.09, y, h*0.1, h*0.055)
	s.line(x+h*0.045, y-h*0.42, x+h*0.05+lean*h*0.09, y, h*0.1, h*0.055)
	return s
}
