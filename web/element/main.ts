/** The script for pages elsewhere: it makes the element known. */
import { definePlayerElement } from 'latentcast/browser';

definePlayerElement();
