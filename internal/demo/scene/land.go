package scene

import "math"

// land is ground seen by a camera at the origin that looks level along z. The
// camera stands at height 0; x is to the right and height upwards.
type land struct {
	horizon float64 // height of the horizon on the picture
	lens    float64 // larger is a longer lens
	near    float64
	far     float64
	rise    func(x, z float64) float64
	// tint is the colour of a place; slope is the rise per length to the right
	// and away, dist the distance.
	tint func(x, z, h, slopeX, slopeZ float64) rgb
	veil rgb     // what distance fades to
	air  float64 // the distance at which two thirds are veiled
}

// land draws the ground from far to near over what stands already.
func (c *canvas) land(g land) {
	steps := c.h * 3 / 4
	last, now := make([]float64, c.w), make([]float64, c.w)
	lastY, lastC := make([]float64, c.w), make([]rgb, c.w)
	ratio := math.Log(g.near / g.far)
	lastZ := g.far * 1.01
	for k := range steps + 1 {
		z := g.far * math.Exp(ratio*float64(k)/float64(steps))
		veil := 1 - math.Exp(-1.1*z/g.air)
		worldX := func(i int) float64 { return ((float64(i)+0.5)*c.px - wide/2) * z / g.lens }
		for i := range c.w {
			now[i] = g.rise(worldX(i), z)
		}
		dx := 2 * (worldX(1) - worldX(0))
		for i := range c.w {
			y := g.horizon - now[i]/z*g.lens
			if k == 0 {
				lastY[i], lastC[i] = y, g.veil
				last[i] = now[i]
				continue
			}
			sx := (now[min(c.w-1, i+1)] - now[max(0, i-1)]) / dx
			sz := (last[i] - now[i]) / (lastZ - z)
			tint := g.tint(worldX(i), z, now[i], sx, sz).to(g.veil, veil)
			c.span(i, lastY[i], y, lastC[i], tint)
			lastY[i], lastC[i] = y, tint
		}
		last, now = now, last
		lastZ = z
	}
	for i := range c.w {
		c.span(i, lastY[i], 1.01, lastC[i], lastC[i])
	}
}

// span draws part of a column from one height down to another, a going over to
// b. A span that would run upwards is hidden ground and is left out.
func (c *canvas) span(i int, top, low float64, a, b rgb) {
	if low <= top || top > 1 || low < 0 {
		return
	}
	k := float64(c.h)
	for j := max(0, int(top*k)); j < min(c.h, int(low*k)+1); j++ {
		cover := clamp(float64(j+1) - top*k)
		t := clamp((float64(j) + 0.5 - top*k) / ((low - top) * k))
		p := &c.pix[j*c.w+i]
		*p = p.to(a.to(b, t), cover)
	}
}
