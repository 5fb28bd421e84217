package scene

import "math"

// clouds says how a layer of cloud looks. The layer is a flat one overhead,
// seen in perspective down to the horizon.
type clouds struct {
	horizon float64
	scale   float64 // larger is smaller clouds
	stretch float64 // above 1 draws them out along the horizon
	cover   float64 // 0 is a clear sky, 1 a closed one
	soft    float64 // width of the edge, about 0.1 to 0.8
	lit     rgb     // the side towards the light
	shade   rgb     // the side away from it
	sun     pt      // where the light comes from
	thick   float64 // how much darker the middle of a cloud is than its edge
}

// clouds lays a layer of cloud over the sky.
func (c *canvas) clouds(n noise, k clouds) {
	edge := 0.55 - 1.1*k.cover
	c.each(0, k.horizon, func(x, y float64, p rgb) rgb {
		z := 1 / (k.horizon - y + 0.09)
		u, v := (x-wide/2)*z*k.scale, z*k.scale*k.stretch
		u += 0.35 * n.at(u*0.7+9, v*0.7)
		d := n.fbm(u, v, 6)
		a := step(edge, edge+k.soft, d)
		if a == 0 {
			return p
		}
		// The side towards the sun is lighter: compare with a step that way.
		dx, dy := k.sun.x-x, k.sun.y-y
		l := math.Hypot(dx, dy) + 0.05
		relief := d - n.fbm(u+0.22*dx/l, v-0.22*dy/l*k.stretch, 4)
		light := clamp(0.5 + relief*1.5 - k.thick*(d-edge))
		near := step(0, 0.12, k.horizon-y)
		return p.to(k.shade.to(k.lit, light), a*lerp(0.25, 1, near))
	})
}

// mist lays a band of mist, thickest at height mid, that thins out over width
// above and below. strength is 0 to 1.
func (c *canvas) mist(n noise, mid, width, strength float64, tint rgb) {
	c.each(mid-1.6*width, mid+1.6*width, func(x, y float64, p rgb) rgb {
		k := bell(mid+0.25*width*n.at(x*1.7, y*2), width, y)
		return p.to(tint, clamp(strength*k*(1+0.9*n.fbm(x*2.2, y*9, 4))))
	})
}

// haze lays an even veil between two heights: k0 at the top, k1 at the foot.
func (c *canvas) haze(top, low, k0, k1 float64, tint rgb) {
	c.each(top, low, func(_, y float64, p rgb) rgb {
		return p.to(tint, lerp(k0, k1, step(top, low, y)))
	})
}

// glow adds light around a place: full in the middle, gone at the radius.
func (c *canvas) glow(x, y, radius, strength float64, tint rgb) {
	i0, i1 := max(0, int((x-radius)/c.px)), min(c.w, int((x+radius)/c.px)+1)
	for j := c.rowOf(y - radius); j < c.rowOf(y+radius); j++ {
		dy := (float64(j)+0.5)*c.px - y
		for i := i0; i < i1; i++ {
			dx := (float64(i)+0.5)*c.px - x
			d := math.Sqrt(dx*dx+dy*dy) / radius
			if d >= 1 {
				continue
			}
			p := &c.pix[j*c.w+i]
			*p = p.light(tint, strength*(1-d)*(1-d)*(1-d))
		}
	}
}

// lamp adds a small bright light with a near and a far glow.
func (c *canvas) lamp(x, y, size, strength float64, tint rgb) {
	c.glow(x, y, size*9, 0.28*strength, tint)
	c.glow(x, y, size*3, 0.7*strength, tint)
	c.glow(x, y, size, 1.6*strength, tint.to(rgb{1, 1, 1}, 0.5))
}

// beam is a cone of light in haze.
type beam struct {
	x, y   float64 // where it starts
	angle  float64 // radians, clockwise from the right
	spread float64 // half the opening, radians
	reach  float64
	light  float64
	tint   rgb
}

// beam adds a cone of light; n gives the haze it shines through.
func (c *canvas) beam(n noise, b beam) {
	sin, cos := math.Sincos(b.angle)
	c.each(0, 1, func(x, y float64, p rgb) rgb {
		dx, dy := x-b.x, y-b.y
		along := dx*cos + dy*sin
		if along <= 0 || along > b.reach {
			return p
		}
		off := abs(dy*cos-dx*sin) / (along*b.spread + 0.004)
		if off >= 1.6 {
			return p
		}
		k := bell(0, 0.8, off) * (1 - along/b.reach) * (0.75 + 0.6*n.fbm(x*4, y*4, 3))
		return p.light(b.tint, max(0, b.light*k))
	})
}

// stars sprinkles a night sky above the horizon: density is how many of the
// places where a star may be have one.
func (c *canvas) stars(n noise, horizon, density float64, tint rgb) {
	const cells = 210
	for j := range int(horizon * cells) {
		for i := range int(wide * cells) {
			h := n.cell(int32(i), int32(j))
			if float64(h&0xffff)/65536 > density {
				continue
			}
			q := noise(h)
			x, y := (float64(i)+q.rnd(1))/cells, (float64(j)+q.rnd(2))/cells
			m := q.rnd(3)
			m *= m * m
			low := step(horizon, horizon-0.35, y)
			c.glow(x, y, lerp(0.0021, 0.0042, m), lerp(0.35, 1.6, m)*low, tint.to(hex(0xfff1dc), q.rnd(4)))
		}
	}
}
