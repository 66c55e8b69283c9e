import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ChosenDevice","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/ChosenDevice.md","filePath":"api/node/interfaces/ChosenDevice.md"}');
const _sfc_main = { name: "api/node/interfaces/ChosenDevice.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / ChosenDevice</p><h1 id="interface-chosendevice" tabindex="-1">Interface: ChosenDevice <a class="header-anchor" href="#interface-chosendevice" aria-label="Permalink to &quot;Interface: ChosenDevice&quot;">​</a></h1><p>A device that was found, and how it is reached.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="backend" tabindex="-1">backend <a class="header-anchor" href="#backend" aria-label="Permalink to &quot;backend&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>backend</strong>: <a href="./NodeAudioBackend.html"><code>NodeAudioBackend</code></a></p></blockquote><hr><h3 id="description" tabindex="-1">description <a class="header-anchor" href="#description" aria-label="Permalink to &quot;description&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>description</strong>: <code>string</code></p></blockquote><p>In a line, as in &quot;USB Headset through pulse&quot;.</p><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code> | <code>undefined</code></p></blockquote><p>Undefined for the system&#39;s default device.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/ChosenDevice.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChosenDevice = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChosenDevice as default
};
