import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LcStream","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/LcStream.md","filePath":"api/node/interfaces/LcStream.md"}');
const _sfc_main = { name: "api/node/interfaces/LcStream.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / LcStream</p><h1 id="interface-lcstream" tabindex="-1">Interface: LcStream <a class="header-anchor" href="#interface-lcstream" aria-label="Permalink to &quot;Interface: LcStream&quot;">​</a></h1><p>An <code>.lc</code> file that is read from a stream such as standard input.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="input" tabindex="-1">input? <a class="header-anchor" href="#input" aria-label="Permalink to &quot;input?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>input?</strong>: <code>number</code></p></blockquote><p>Descriptor of the stream, where it has one.</p><hr><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>stream</strong>: <code>Readable</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/LcStream.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LcStream = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LcStream as default
};
