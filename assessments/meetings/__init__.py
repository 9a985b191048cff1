"""What a review meeting sees, one screen a step, and the minutes that it ends in."""
