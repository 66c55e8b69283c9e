import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: VirtualDeviceOptions","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/VirtualDeviceOptions.md","filePath":"api/node/interfaces/VirtualDeviceOptions.md"}');
const _sfc_main = { name: "api/node/interfaces/VirtualDeviceOptions.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / VirtualDeviceOptions</p><h1 id="interface-virtualdeviceoptions" tabindex="-1">Interface: VirtualDeviceOptions <a class="header-anchor" href="#interface-virtualdeviceoptions" aria-label="Permalink to &quot;Interface: VirtualDeviceOptions&quot;">​</a></h1><p>A device that other programs choose: what it is to them, and what they see it named.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="kind" tabindex="-1">kind <a class="header-anchor" href="#kind" aria-label="Permalink to &quot;kind&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>kind</strong>: <code>&quot;microphone&quot;</code> | <code>&quot;speaker&quot;</code></p></blockquote><p>A <code>microphone</code> gives other programs what is played here; a <code>speaker</code> takes what other programs play.</p><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote><p>1 to 64 letters, digits, spaces, dots, hyphens and underscores, beginning with a letter or digit.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/VirtualDeviceOptions.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const VirtualDeviceOptions = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  VirtualDeviceOptions as default
};
