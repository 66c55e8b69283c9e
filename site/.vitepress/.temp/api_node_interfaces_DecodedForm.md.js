import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DecodedForm","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/DecodedForm.md","filePath":"api/node/interfaces/DecodedForm.md"}');
const _sfc_main = { name: "api/node/interfaces/DecodedForm.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / DecodedForm</p><h1 id="interface-decodedform" tabindex="-1">Interface: DecodedForm <a class="header-anchor" href="#interface-decodedform" aria-label="Permalink to &quot;Interface: DecodedForm&quot;">​</a></h1><p>What <a href="./DecodeFileOptions.html#opensink">DecodeFileOptions.openSink</a> is given.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="channels" tabindex="-1">channels <a class="header-anchor" href="#channels" aria-label="Permalink to &quot;channels&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>channels</strong>: <code>number</code></p></blockquote><hr><h3 id="header" tabindex="-1">header <a class="header-anchor" href="#header" aria-label="Permalink to &quot;header&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>header</strong>: <a href="./../../index/interfaces/LcHeader.html"><code>LcHeader</code></a></p></blockquote><hr><h3 id="inputs" tabindex="-1">inputs <a class="header-anchor" href="#inputs" aria-label="Permalink to &quot;inputs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>inputs</strong>: readonly <code>FileReference</code>[]</p></blockquote><p>The file that is read, which no output may overwrite.</p><hr><h3 id="iswhole" tabindex="-1">isWhole <a class="header-anchor" href="#iswhole" aria-label="Permalink to &quot;isWhole&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isWhole</strong>: <code>true</code></p></blockquote><p>Only the complete file is of use.</p><hr><h3 id="sampleratehz" tabindex="-1">sampleRateHz <a class="header-anchor" href="#sampleratehz" aria-label="Permalink to &quot;sampleRateHz&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sampleRateHz</strong>: <code>number</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/DecodedForm.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DecodedForm = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DecodedForm as default
};
